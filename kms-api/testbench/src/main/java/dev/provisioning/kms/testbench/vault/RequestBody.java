package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.WireRequest;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request, with the server's limits and its words for what is wrong. */
final class RequestBody {
  private static final String NO_OBJECT = "error parsing JSON: failed to parse JSON input: ";
  private final VaultProfile profile;

  RequestBody(VaultProfile profile) {
    this.profile = profile;
  }

  Map<String, @Nullable Object> read(WireRequest request) {
    byte[] body = request.body();
    if (body.length == 0) {
      return Map.of();
    }
    Object value = parse(body);
    if (value instanceof Map<?, ?>) {
      Map<String, @Nullable Object> fields = Json.asObject(value);
      check(fields);
      return fields;
    }
    if (value != null) {
      throw Refusal.bad(
          NO_OBJECT
              + "json: cannot unmarshal "
              + (value instanceof Collection
                  ? "array"
                  : value instanceof String ? "string" : "number")
              + " into Go value of type map[string]interface {}");
    }
    return Map.of();
  }

  private static @Nullable Object parse(byte[] body) {
    char first = (char) body[0];
    if ("{[\"-0123456789tfn \n\t".indexOf(first) < 0) {
      throw Refusal.bad(
          NO_OBJECT + "invalid character '" + first + "' looking for beginning of value");
    }
    try {
      return Json.parse(body);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (why.startsWith("Duplicate field '")) {
        String rest = why.substring("Duplicate field '".length());
        String name = rest.substring(0, rest.indexOf('\''));
        throw Refusal.of(500, "duplicate key '" + name + "' in object");
      }
      throw Refusal.of(
          500, why.endsWith(Json.AFTER_VALUE) ? why : "malformed JSON, unclosed containers");
    }
  }

  private void check(@Nullable Object value) {
    if (value instanceof String text && text.length() > profile.maxStringLength()) {
      throw Refusal.of(500, "JSON string value exceeds allowed length");
    }
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(this::check);
    } else if (value instanceof Collection<?> list) {
      list.forEach(this::check);
    }
  }
}
