package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.WireRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request, with the server's limits and its words for what is wrong. */
final class RequestBody {
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
    if (value instanceof Collection<?>) {
      throw Refusal.bad(
          "error parsing JSON: failed to parse JSON input: json: cannot unmarshal array into Go"
              + " value of type map[string]interface {}");
    }
    return Map.of();
  }

  private static @Nullable Object parse(byte[] body) {
    try {
      return Json.parse(body);
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (why.startsWith("Duplicate field '")) {
        String rest = why.substring("Duplicate field '".length());
        String name = rest.substring(0, rest.indexOf('\''));
        throw Refusal.of(500, "duplicate key '" + name + "' in object");
      }
      if (why.startsWith("invalid character") || why.startsWith("Unrecognized token")) {
        int at = new String(body, StandardCharsets.UTF_8).lastIndexOf('}');
        char next = at + 1 < body.length ? (char) body[body.length - 1] : '?';
        throw Refusal.of(500, "invalid character '" + next + "' after top-level value");
      }
      throw Refusal.of(500, "malformed JSON, unclosed containers");
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
