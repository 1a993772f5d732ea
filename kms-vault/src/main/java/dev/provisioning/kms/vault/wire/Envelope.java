package dev.provisioning.kms.vault.wire;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands around the data of every answer.
 *
 * @param requestId the server's id of the request; empty if it gave none
 * @param data what was asked for, if there is any
 * @param errors what went wrong; null if there is no such field, which tells a batch from a failure
 * @param warnings what the server ignored or advises
 * @param <T> what data is read into
 */
record Envelope<T>(
    String requestId, @Nullable T data, @Nullable List<String> errors, List<String> warnings) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  static <T> Envelope<T> read(byte[] body, Reader<T> reader) throws IOException {
    Collected<T> found = new Collected<>();
    VaultJson.document(
        body,
        (name, json) -> {
          switch (name) {
            case "request_id" -> found.requestId = id(VaultJson.text(json));
            case "errors" -> found.errors = VaultJson.texts(json);
            case "warnings" -> found.warnings = VaultJson.texts(json);
            case "data" -> {
              if (json.currentToken() != JsonToken.VALUE_NULL) {
                found.data = reader.read(json);
              }
            }
            default -> {}
          }
        });
    return new Envelope<>(found.requestId, found.data, found.errors, found.warnings);
  }

  /** A UUID is one; a text that would fill a log or write lines into it is none. */
  private static String id(String text) {
    return ID.matcher(text).matches() ? text : "";
  }

  private static final class Collected<T> {
    String requestId = "";
    @Nullable T data;
    @Nullable List<String> errors;
    List<String> warnings = List.of();
  }
}
