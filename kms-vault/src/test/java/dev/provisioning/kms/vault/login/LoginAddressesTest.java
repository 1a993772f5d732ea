package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins go where every other request goes. */
class LoginAddressesTest {
  private final ScriptedVault first = new ScriptedVault();
  private final ScriptedVault second = new ScriptedVault();
  private final Calls calls = new Calls();

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private Session session(List<URI> addresses, Optional<String> namespace) {
    return Session.open(
        ScriptedVault.login(), first.transport(addresses), namespace, new VirtualClock());
  }

  private Session ofBoth() {
    return session(List.of(first.address(), second.address()), Optional.empty());
  }

  private static Reply loggedIn(String token) {
    return Reply.json(200, ScriptedVault.auth(token, 60, true, ""));
  }

  @Test
  void login_firstServerGone_asksTheSecond() {
    URI gone;
    try (ScriptedVault stopped = new ScriptedVault()) {
      gone = stopped.address();
    }
    try (Session session = session(List.of(gone, second.address()), Optional.empty())) {
      assertThat(session.call(calls)).isEqualTo("t1");
    }
  }

  @Test
  void login_firstServerSealed_asksTheSecond() {
    first.refusesLogins(503, "{\"errors\":[\"Vault is sealed\"]}");
    second.on("/v1/auth/test/login", request -> loggedIn("of-second"));
    try (Session session = ofBoth()) {
      assertThat(session.call(calls)).isEqualTo("of-second");
    }
    assertThat(second.revoked()).containsExactly("of-second");
  }

  @Test
  void login_redirectToAConfiguredServer_isFollowedWithItsBody() {
    first.on(
        "/v1/auth/test/login",
        request ->
            new Reply(307, "", "").with("Location", second.address() + "/v1/auth/test/login"));
    try (Session session = ofBoth()) {
      assertThat(session.call(calls)).isEqualTo("t1");
    }
    assertThat(second.requests.get(0).body()).contains("secret-of-the-test");
  }

  @Test
  void login_redirectToAForeignServer_isRefusedAndTheSecretStays() {
    first.on(
        "/v1/auth/test/login",
        request ->
            new Reply(307, "", "").with("Location", second.address() + "/v1/auth/test/login"));
    try (Session session = session(List.of(first.address()), Optional.empty())) {
      KmsException e = catchThrowableOfType(KmsException.class, () -> session.call(calls));

      assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(second.requests).isEmpty();
    }
  }

  @Test
  void login_addressWithAPath_keepsThePath() {
    first.on("/behind/a/proxy/v1/auth/test/login", request -> loggedIn("t"));
    URI address = URI.create(first.address() + "/behind/a/proxy");
    try (Session session = session(List.of(address), Optional.empty())) {
      assertThat(session.call(calls)).isEqualTo("t");
    }
  }

  @Test
  void login_namespace_goesWithLoginAndRevocation() {
    Session session = session(List.of(first.address()), Optional.of("team/a"));
    session.call(calls);
    session.close();

    assertThat(first.requests).hasSize(2);
    assertThat(first.requests)
        .allSatisfy(r -> assertThat(r.header("x-vault-namespace")).isEqualTo("team/a"))
        .allSatisfy(r -> assertThat(r.header("x-vault-request")).isEqualTo("true"));
  }

  @Test
  void login_withoutNamespace_sendsNoHeaderOfIt() {
    try (Session session = ofBoth()) {
      session.call(calls);
    }
    assertThat(first.requests)
        .allSatisfy(r -> assertThat(r.headers()).doesNotContainKey("x-vault-namespace"));
  }

  private Session ofWrappedSecret() {
    WrappedSecretId secretId = new WrappedSecretId(Secret.of("wrap".toCharArray()));
    return Session.open(
        new LoginMethod.Login(
            call -> call.auth().loginByAppRole("test", "role", new String(secretId.reveal(call))),
            secretId::forget),
        first.transport(List.of(first.address(), second.address())),
        Optional.empty(),
        new VirtualClock());
  }

  @ParameterizedTest
  @CsvSource({"502", "503", "504"})
  void unwrap_proxyThatGaveUp_isNotRepeatedElsewhere(int status) {
    first.on("/v1/sys/wrapping/unwrap", request -> Reply.json(status, "<html>"));
    try (Session session = ofWrappedSecret()) {
      KmsException e = catchThrowableOfType(KmsException.class, () -> session.call(calls));

      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(second.requests).isEmpty();
    }
  }

  @Test
  void unwrap_firstServerSealed_asksTheSecond() {
    first.on(
        "/v1/sys/wrapping/unwrap",
        request -> Reply.json(503, "{\"errors\":[\"Vault is sealed\"]}"));
    second.on(
        "/v1/sys/wrapping/unwrap", request -> Reply.json(200, "{\"data\":{\"secret_id\":\"s\"}}"));
    try (Session session = ofWrappedSecret()) {
      assertThat(session.call(calls)).isEqualTo("t1");
    }
  }

  @Test
  void login_anyOther_sendsNoToken() {
    try (Session session = ofBoth()) {
      session.call(calls);
    }
    assertThat(first.requests.get(0).headers()).doesNotContainKey("x-vault-token");
  }
}
