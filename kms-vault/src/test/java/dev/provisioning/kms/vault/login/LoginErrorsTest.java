package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers to a login mean, and what must not stand in them. */
class LoginErrorsTest {
  private final ScriptedVault vault = new ScriptedVault();
  private final Session session = vault.session(new VirtualClock());

  @AfterEach
  void close() {
    session.close();
    vault.close();
  }

  private KmsException failure(Reply reply) {
    vault.on("/v1/auth/test/login", request -> reply);
    return catchThrowableOfType(KmsException.class, () -> session.call(token -> ""));
  }

  @ParameterizedTest
  @CsvSource({
    "400, UNAUTHENTICATED, false",
    "401, UNAUTHENTICATED, false",
    "403, UNAUTHENTICATED, false",
    "404, CONFIGURATION, false",
    "405, CONFIGURATION, false",
    "412, UNAVAILABLE, true",
    "418, INTERNAL, false",
    "429, THROTTLED, true",
    "472, UNAVAILABLE, true",
    "473, UNAVAILABLE, true",
    "500, UNAVAILABLE, true",
    "501, UNAVAILABLE, false",
    "502, UNAVAILABLE, true",
    "503, UNAVAILABLE, true",
    "504, UNAVAILABLE, true"
  })
  void login_status_hasItsCode(int status, ErrorCode code, boolean retryable) {
    KmsException e = failure(Reply.json(status, "{\"errors\":[\"x\"]}"));

    assertThat(e.code()).isEqualTo(code);
    assertThat(e.isRetryable()).isEqualTo(retryable);
    assertThat(e).hasMessageStartingWith("cannot log in at " + vault.address());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Vault is sealed", "namespace is sealed"})
  void login_sealed_saysSoAndIsNotRetried(String text) {
    KmsException e = failure(Reply.json(503, "{\"errors\":[\"" + text + "\"]}"));

    assertThat(e.isRetryable()).isFalse();
    assertThat(e).hasMessageContaining("it is sealed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid role or secret ID",
        "invalid username or password",
        "token is expired",
        "invalid audience (aud) claim",
        "tls connection required"
      })
  void login_knownReason_isRepeated(String reason) {
    assertThat(failure(Reply.json(400, "{\"errors\":[\"1 error: " + reason + "\"]}")))
        .hasMessageEndingWith(": " + reason);
  }

  @Test
  void login_missingAuthMethod_isNamedBesideBadCredentials() {
    // Seen on Vault 1.21.0: an unknown mount below auth/ is a 403 and no 404.
    assertThat(failure(Reply.json(403, ScriptedVault.DENIED)))
        .hasMessageContaining("no such auth method")
        .hasMessageContaining("auth_mount");
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400, 403, 429, 500, 503})
  void login_answerThatRepeatsTheSecret_showsItNowhere(int status) {
    vault.on("/v1/auth/test/login", request -> Reply.json(status, request.body()));
    KmsException e = catchThrowableOfType(KmsException.class, () -> session.call(token -> ""));
    StringWriter everything = new StringWriter();
    e.printStackTrace(new PrintWriter(everything));

    assertThat(everything.toString()).doesNotContain("secret-of-the-test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"auth\":null}",
        "{\"auth\":[]}",
        "{\"auth\":{}}",
        "{\"auth\":{\"client_token\":null}}",
        "{\"auth\":{\"client_token\":7}}",
        "{\"auth\":{\"client_token\":\"\"}}",
        "{\"auth\":{\"client_token\":\"hid\\nden\"}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"lease_duration\":\"60\"}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"lease_duration\":1e3}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"lease_duration\":99999999999999999999}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"renewable\":\"yes\"}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"num_uses\":null}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"token_type\":1}}",
        "{\"auth\":{\"client_token\":\"hidden\",\"client_token\":\"hidden\"}}",
        "{\"auth\":{\"client_token\":\"hidden\"",
        "{\"auth\":{\"client_token\":\"hidden\"}} more",
        "<html>hidden</html>"
      })
  void login_answerThatIsNone_isInternalAndShowsNothing(String body) {
    KmsException e = failure(Reply.json(200, body));

    assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(e).hasNoCause();
    assertThat(e.getMessage()).doesNotContain("hid");
  }

  @Test
  void login_answerOfAProxyWithACharset_isTakenAllTheSame() {
    vault.on(
        "/v1/auth/test/login",
        request ->
            new Reply(
                200,
                "Content-Type: application/json; charset=utf-8\r\n",
                "{\"auth\":{\"client_token\":\"t\"}}"));

    assertThat(session.<String>call(String::new)).isEqualTo("t");
  }

  @Test
  void login_serverThatIsNotThere_isUnavailable() {
    URI gone;
    try (ScriptedVault stopped = new ScriptedVault()) {
      gone = stopped.address();
    }
    Session nowhere =
        Session.open(
            ScriptedVault.login(),
            vault.transport(List.of(gone)),
            Optional.empty(),
            new VirtualClock());
    KmsException e = catchThrowableOfType(KmsException.class, () -> nowhere.call(token -> ""));

    assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(e.isRetryable()).isTrue();
    assertThat(e).hasMessageContaining("connection refused");
  }
}
