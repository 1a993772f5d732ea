package dev.provisioning.kms.vault.login;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.vault.wire.VaultJson;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The {@code auth} of an answer, read from its bytes: the driver would make texts of the token, and
 * leaves out how often it can be used.
 */
final class AuthAnswer {
  private char @Nullable [] token;
  private long leaseSeconds;
  private boolean renewable;
  private boolean batch;
  private long uses;

  private AuthAnswer() {}

  static HeldToken token(byte[] body) {
    AuthAnswer answer = read(body, "auth");
    char[] token = answer.token;
    if (token == null) {
      throw incomplete("token");
    }
    return new HeldToken(token, answer.life());
  }

  static HeldToken.Life life(byte[] body) {
    AuthAnswer answer = read(body, "auth");
    answer.wipe();
    return answer.life();
  }

  /** A text of the {@code data}, which the caller wipes. */
  static char[] data(byte[] body, String field) {
    AuthAnswer found = new AuthAnswer();
    try {
      VaultJson.document(
          body,
          (name, json) -> {
            if (name.equals("data") && json.currentToken() == JsonToken.START_OBJECT) {
              VaultJson.object(
                  json,
                  (inner, value) -> {
                    if (inner.equals(field)) {
                      found.keep(value);
                    }
                  });
            }
          });
    } catch (IOException e) {
      found.wipe();
    }
    char[] text = found.token;
    if (text == null || text.length == 0 || text[0] == '\0') {
      throw incomplete(field);
    }
    return text;
  }

  private HeldToken.Life life() {
    return new HeldToken.Life(true, leaseSeconds, renewable, batch, uses);
  }

  private static AuthAnswer read(byte[] body, String part) {
    AuthAnswer answer = new AuthAnswer();
    try {
      VaultJson.document(
          body,
          (name, json) -> {
            if (name.equals(part) && json.currentToken() == JsonToken.START_OBJECT) {
              VaultJson.object(json, answer::take);
            }
          });
      return answer;
    } catch (IOException e) {
      // Not the cause: the parser's message could show what it read.
      answer.wipe();
      throw incomplete("token");
    }
  }

  private void take(String name, JsonParser json) throws IOException {
    switch (name) {
      case "client_token" -> keep(json);
      case "lease_duration" -> leaseSeconds = VaultJson.number(json);
      case "renewable" -> renewable = VaultJson.flag(json);
      case "token_type" -> batch = VaultJson.text(json).equals("batch");
      case "num_uses" -> uses = VaultJson.number(json);
      default -> {}
    }
  }

  private void keep(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw VaultJson.unexpected(json);
    }
    int from = json.getTextOffset();
    char[] text = Arrays.copyOfRange(json.getTextCharacters(), from, from + json.getTextLength());
    token = text;
    if (!TokenText.isHeaderSafe(text)) {
      throw VaultJson.unexpected(json);
    }
  }

  private void wipe() {
    if (token != null) {
      Arrays.fill(token, '\0');
    }
  }

  private static KmsException incomplete(String what) {
    return KmsException.of(
        ErrorCode.INTERNAL, "the server's answer to a login holds no " + what + " that is one");
  }
}
