package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.LoginTestServer;
import dev.provisioning.kms.vault.login.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each login sends, and where. */
class VaultLoginTest {
  private final LoginTestServer server = new LoginTestServer();
  private final VirtualClock clock = new VirtualClock();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    server.close();
  }

  private static Secret secret(String text) {
    return Secret.of(text.toCharArray());
  }

  private Session session(VaultLogin login) {
    return Session.open(login.method(), server.transport(), Optional.empty(), clock);
  }

  private String sent(VaultLogin login) {
    try (Session session = session(login)) {
      session.call(token -> "");
    }
    return server.sent().get(0);
  }

  @Test
  void appRole_login_sendsBothIds() {
    assertThat(sent(VaultLogin.appRole("role", secret("se\"cret"))))
        .isEqualTo(
            "POST /v1/auth/approle/login {\"role_id\":\"role\",\"secret_id\":\"se\\\"cret\"}");
  }

  @Test
  void kubernetes_login_sendsRoleAndToken() {
    assertThat(sent(VaultLogin.kubernetes("app", secret("jwt"))))
        .isEqualTo("POST /v1/auth/kubernetes/login {\"role\":\"app\",\"jwt\":\"jwt\"}");
  }

  @Test
  void jwt_login_sendsRoleAndToken() {
    assertThat(sent(VaultLogin.jwt("app", () -> "jwt".toCharArray())))
        .isEqualTo("POST /v1/auth/jwt/login {\"role\":\"app\",\"jwt\":\"jwt\"}");
  }

  @Test
  void certificate_loginWithoutARole_sendsNothing() {
    assertThat(sent(VaultLogin.certificate())).isEqualTo("POST /v1/auth/cert/login ");
  }

  @Test
  void certificate_loginWithARole_sendsItsName() {
    assertThat(sent(VaultLogin.certificate("web-1")))
        .isEqualTo("POST /v1/auth/cert/login {\"name\":\"web-1\"}");
  }

  @Test
  void userPass_login_hasTheUserInThePath() {
    assertThat(sent(VaultLogin.userPass("bob@example.com", secret("pw"))))
        .isEqualTo("POST /v1/auth/userpass/login/bob@example.com {\"password\":\"pw\"}");
  }

  @Test
  void at_everyLogin_usesTheMount() {
    Secret s = secret("s");
    assertThat(sent(VaultLogin.appRole("r", s).at("a/b"))).startsWith("POST /v1/auth/a/b/login ");
    server.sent().clear();
    assertThat(sent(VaultLogin.kubernetes("r", s).at("k"))).startsWith("POST /v1/auth/k/login ");
    server.sent().clear();
    assertThat(sent(VaultLogin.jwt("r", s).at("j"))).startsWith("POST /v1/auth/j/login ");
    server.sent().clear();
    assertThat(sent(VaultLogin.certificate().at("c"))).startsWith("POST /v1/auth/c/login ");
    server.sent().clear();
    assertThat(sent(VaultLogin.certificate("n").at("c"))).startsWith("POST /v1/auth/c/login ");
    server.sent().clear();
    assertThat(sent(VaultLogin.userPass("u", s).at("p"))).startsWith("POST /v1/auth/p/login/u ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "../sys", "a?b", "a b", "auth/approle", "a\nb"})
  void at_noPath_isRefused(String mount) {
    assertThatIllegalArgumentException().isThrownBy(() -> VaultLogin.certificate().at(mount));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", ".", "a/b", "a b", "a?b", "a%2fb", "\u00fc", "a\nb"})
  void userPass_userThatNoPathHolds_isRefused(String user) {
    assertThatIllegalArgumentException().isThrownBy(() -> VaultLogin.userPass(user, secret("pw")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\"b", "a\\b", "a b"})
  void certificate_roleThatIsNoName_isRefused(String role) {
    assertThatIllegalArgumentException().isThrownBy(() -> VaultLogin.certificate(role));
  }

  @Test
  void kubernetes_tokenOfTheClusterRenewed_isReadAtEveryLogin() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "first");
    try (Session session = session(VaultLogin.kubernetes("app", Secret.ofFile(file)))) {
      session.call(token -> "");
      Files.writeString(file, "second");
      clock.advance(Duration.ofHours(1));
      session.call(token -> "");
    }

    assertThat(server.sent().get(0)).contains("first");
    assertThat(server.sent().get(1)).contains("second");
  }

  @Test
  void jwt_callback_isAskedAtEveryLoginAndItsArrayWiped() {
    AtomicInteger count = new AtomicInteger();
    char[][] last = new char[1][];
    VaultLogin login =
        VaultLogin.jwt("app", () -> last[0] = ("jwt" + count.incrementAndGet()).toCharArray());
    try (Session session = session(login)) {
      session.call(token -> "");
      clock.advance(Duration.ofHours(1));
      session.call(token -> "");
    }

    assertThat(server.sent().get(1)).contains("\"jwt2\"");
    assertThat(last[0]).containsOnly('\0');
  }

  @Test
  void appRoleWrapped_logins_openTheWrappingTokenOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("wrapped"), "wrap1\n");
    try (Session session = session(VaultLogin.appRoleWrapped("role", Secret.ofFile(file)))) {
      session.call(token -> "");
      clock.advance(Duration.ofHours(1));
      session.call(token -> "");
    }

    assertThat(server.sent())
        .startsWith(
            "POST /v1/sys/wrapping/unwrap wrap1 ",
            "POST /v1/auth/approle/login {\"role_id\":\"role\",\"secret_id\":\"of-wrap1\"}",
            "POST /v1/auth/approle/login {\"role_id\":\"role\",\"secret_id\":\"of-wrap1\"}");
  }

  @Test
  void appRoleWrapped_newWrappingToken_isOpenedAtTheNextLogin() throws IOException {
    Path file = Files.writeString(folder.resolve("wrapped"), "wrap1");
    try (Session session = session(VaultLogin.appRoleWrapped("role", Secret.ofFile(file)))) {
      session.call(token -> "");
      Files.writeString(file, "wrap2");
      clock.advance(Duration.ofHours(1));
      session.call(token -> "");
    }

    assertThat(server.sent().get(2)).isEqualTo("POST /v1/sys/wrapping/unwrap wrap2 ");
    assertThat(server.sent().get(3)).contains("of-wrap2");
  }

  @Test
  void appRoleWrapped_tokenOpenedBySomebodyElse_says() {
    try (Session session = session(VaultLogin.appRoleWrapped("role", secret("opened")))) {
      KmsException e = catchThrowableOfType(KmsException.class, () -> session.call(token -> ""));

      assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(e)
          .hasMessageContaining("cannot unwrap the secret_id")
          .hasMessageContaining("wrapping token is not valid or does not exist");
    }
    assertThat(server.sent()).hasSize(1);
  }

  @Test
  void owning_close_wipesThoseSecretsAlone() {
    Secret ours = secret("ours");
    Secret theirs = secret("theirs");
    session(VaultLogin.token(ours).owning(java.util.List.of(ours))).close();
    session(VaultLogin.token(theirs)).close();

    org.assertj.core.api.Assertions.assertThatIllegalStateException().isThrownBy(ours::reveal);
    assertThat(theirs.reveal()).isEqualTo("theirs".toCharArray());
  }

  @Test
  void toString_any_showsTheMountAlone() {
    assertThat(VaultLogin.appRole("role", secret("s")).at("m")).hasToString("VaultLogin[m]");
    assertThat(VaultLogin.token(secret("s"))).hasToString("VaultLogin[token]");
  }
}
