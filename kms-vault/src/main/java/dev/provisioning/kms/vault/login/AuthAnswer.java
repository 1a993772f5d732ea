package dev.provisioning.kms.vault.login;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.vault.wire.VaultJson;
import io.github.jopenlibs.vault.response.AuthResponse;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The {@code auth} of an answer, read from its bytes: the driver leaves out how often a token can
 * be used.
 */
final class AuthAnswer {
  private static final int LONGEST = 16 * 1024;

  private char @Nullable [] token;
  private long leaseSeconds;
  private boolean renewable;
  private long uses;

  private AuthAnswer() {}

  static HeldToken token(AuthResponse response) {
    AuthAnswer answer = read(response);
    char[] token = answer.token;
    if (token == null) {
      throw incomplete();
    }
    return new HeldToken(token, answer.life());
  }

  static HeldToken.Life life(AuthResponse response) {
    AuthAnswer answer = read(response);
    if (answer.token != null) {
      Arrays.fill(answer.token, '\0');
    }
    return answer.life();
  }

  private HeldToken.Life life() {
    return new HeldToken.Life(true, leaseSeconds, renewable, uses);
  }

  private static AuthAnswer read(AuthResponse response) {
    AuthAnswer answer = new AuthAnswer();
    byte[] body = response.getRestResponse().getBody();
    try {
      VaultJson.document(
          body,
          (name, json) -> {
            if (name.equals("auth") && json.currentToken() == JsonToken.START_OBJECT) {
              VaultJson.object(json, answer::take);
            }
          });
      return answer;
    } catch (IOException e) {
      throw incomplete();
    } finally {
      Arrays.fill(body, (byte) 0);
    }
  }

  private void take(String name, JsonParser json) throws IOException {
    switch (name) {
      case "client_token" -> token = token(json);
      case "lease_duration" -> leaseSeconds = VaultJson.number(json);
      case "renewable" -> renewable = VaultJson.flag(json);
      case "num_uses" -> uses = VaultJson.number(json);
      default -> {}
    }
  }

  private static char[] token(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING || json.getTextLength() > LONGEST) {
      throw VaultJson.unexpected(json);
    }
    int from = json.getTextOffset();
    return Arrays.copyOfRange(json.getTextCharacters(), from, from + json.getTextLength());
  }

  private static KmsException incomplete() {
    return KmsException.of(ErrorCode.INTERNAL, "the server's answer to a login holds no token");
  }
}
