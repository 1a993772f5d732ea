package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.ScriptedServer;
import dev.provisioning.kms.vault.ScriptedServer.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server, or what stands before it, that says back what it was sent. */
class RepeatedRequestTest {
  private static final String TOKEN = "hvs.CAESIJ-token";
  private static final String PLAINTEXT = "correct horse";
  private static final String BODY =
      "{\"plaintext\":\"Y29ycmVjdCBob3JzZQ==\",\"associated_data\":\"AAAAAQAAAANlbnYAAAAEcHJvZA==\"}";

  private static KmsException failure(int status, String answer) {
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(status, answer));
        HttpTransport transport =
            HttpTransport.open(HttpSettings.builder(List.of(server.address())).build())) {
      return catchThrowableOfType(
          KmsException.class,
          () ->
              new VaultWire(transport, Optional.empty())
                  .send(
                      VaultRequest.compute("transit/encrypt/app", BODY.getBytes(US_ASCII)),
                      TOKEN.toCharArray(),
                      json -> null));
    }
  }

  private static String error(String text) {
    return "{\"errors\":[\"refused: " + text + "\"]}";
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 412, 413, 418, 429, 472, 500, 502, 503, 530})
  void failure_thatRepeatsWhatWasSent_showsNothingOfIt(int status) {
    String body = BODY.replace("\"", "\\\"");
    for (String text :
        List.of(
            "bad token " + TOKEN,
            "namespace not found " + TOKEN,
            body,
            "value: '" + body.substring(0, 40),
            "no handler for route " + body,
            "AAAAAQAAAANlbnYAAAAEcHJvZA==",
            "value: 'map[a:" + PLAINTEXT + "]'")) {
      assertThat(failure(status, error(text)))
          .message()
          .doesNotContain("hvs.CAES", "Y29ycmVj", "AAAAAQAA", "cHJvZA", "correct");
    }
  }

  @Test
  void warning_thatRepeatsWhatWasSent_showsNothingOfIt() {
    String warning = "unrecognized parameters: [" + PLAINTEXT + "]";
    assertThat(failure(200, "{\"data\":{},\"warnings\":[\"" + warning + "\"]}"))
        .message()
        .contains("ignored a part of the request")
        .doesNotContain("correct");
  }

  @Test
  void failure_thatRepeatsWhatWasSent_keepsItsMeaning() {
    assertThat(failure(400, error("invalid ciphertext " + PLAINTEXT)))
        .hasMessage("the server does not take this for a ciphertext");
  }

  @Test
  void failure_ofOtherWords_isShown() {
    assertThat(failure(400, error("illegal base64 data at input byte 8")))
        .hasMessageContaining("illegal base64 data at input byte 8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\\nlines", "an id with spaces", "<script>", "é"})
  void requestId_thatIsNone_isLeftOut(String id) {
    String body = "{\"request_id\":\"" + id + "\",\"errors\":[\"x\"]}";
    assertThat(failure(400, body).requestId()).isEmpty();
  }

  @Test
  void requestId_thatWouldFillALog_isLeftOut() {
    String body = "{\"request_id\":\"" + "a".repeat(100_000) + "\",\"errors\":[\"x\"]}";
    assertThat(failure(400, body).requestId()).isEmpty();
  }
}
