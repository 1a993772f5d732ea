package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.RealVaultAccess;
import dev.provisioning.kms.vault.login.Session;
import dev.provisioning.kms.vault.login.SignedJwt;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every login that the server's test build has, on a real server. */
@Tag("real-server")
class RealLoginsTest {
  @TempDir private static Path folder;
  private static RealVaultAccess vault;
  private static final SignedJwt JWT = new SignedJwt();

  private final VirtualClock clock = new VirtualClock();

  @BeforeAll
  static void start() throws IOException {
    vault = new RealVaultAccess(folder);
    for (String method : new String[] {"approle", "userpass", "jwt", "cert"}) {
      vault.root("POST", "sys/auth/" + method, "{\"type\":\"" + method + "\"}");
    }
    vault.root(
        "POST", "auth/jwt/config", "{\"jwt_validation_pubkeys\":[\"" + JWT.publicKey() + "\"]}");
    vault.root(
        "POST",
        "auth/jwt/role/app",
        "{\"role_type\":\"jwt\",\"user_claim\":\"sub\",\"bound_audiences\":[\"kms\"],\"token_ttl\":\"1h\"}");
    vault.root("POST", "auth/userpass/users/bob", "{\"password\":\"pass\\\"word\"}");
    vault.root(
        "POST",
        "auth/cert/certs/web",
        "{\"certificate\":\"" + vault.authority() + "\",\"token_ttl\":\"1h\"}");
  }

  @AfterAll
  static void stop() {
    vault.close();
  }

  private static Secret secret(String text) {
    return Secret.of(text.toCharArray());
  }

  private static VaultLogin appRole(String role, String terms) {
    vault.root("POST", "auth/approle/role/" + role, terms);
    return VaultLogin.appRole(roleId(role), secret(secretId(role)));
  }

  private static String roleId(String role) {
    return text(vault.root("GET", "auth/approle/role/" + role + "/role-id", ""), "role_id");
  }

  private static String secretId(String role) {
    return text(vault.root("POST", "auth/approle/role/" + role + "/secret-id", "{}"), "secret_id");
  }

  private static String text(Map<String, String> texts, String name) {
    return texts.getOrDefault(name, "");
  }

  private Session session(VaultLogin login) {
    return session(login, vault.transport());
  }

  private Session session(VaultLogin login, HttpTransport transport) {
    return Session.open(login.method(), transport, Optional.empty(), clock);
  }

  private String path(VaultLogin login) {
    try (Session session = session(login)) {
      return text(session.call(vault.lookup()), "path");
    }
  }

  private KmsException failure(VaultLogin login) {
    try (Session session = session(login)) {
      return catchThrowableOfType(KmsException.class, () -> session.call(vault.lookup()));
    }
  }

  private static String jwt(String audience, long expiresIn) {
    long now = Instant.now().getEpochSecond();
    return JWT.of(
        "{\"sub\":\"me\",\"aud\":\"%s\",\"iat\":%d,\"exp\":%d}"
            .formatted(audience, now - 5, now + expiresIn));
  }

  @Test
  void appRole_goodSecret_logsIn() {
    assertThat(path(appRole("good", "{\"token_ttl\":\"1h\"}"))).isEqualTo("auth/approle/login");
  }

  @Test
  void appRole_badSecret_isUnauthenticatedWithTheReason() {
    appRole("bad", "{}");
    KmsException e = failure(VaultLogin.appRole(roleId("bad"), secret("no")));

    assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(e).hasMessageContaining("invalid role or secret ID");
  }

  @Test
  void appRoleWrapped_freshToken_logsInAndAnOpenedOneDoesNot() {
    appRole("wrap", "{}");
    String token = vault.wrapped("auth/approle/role/wrap/secret-id");

    assertThat(path(VaultLogin.appRoleWrapped(roleId("wrap"), secret(token))))
        .isEqualTo("auth/approle/login");
    assertThat(failure(VaultLogin.appRoleWrapped(roleId("wrap"), secret(token))))
        .hasMessageContaining("wrapping token is not valid or does not exist");
  }

  @Test
  void userPass_passwordThatNeedsAnEscape_logsIn() {
    assertThat(path(VaultLogin.userPass("bob", secret("pass\"word"))))
        .isEqualTo("auth/userpass/login/bob");
    assertThat(failure(VaultLogin.userPass("bob", secret("wrong"))))
        .hasMessageContaining("invalid username or password");
  }

  @Test
  void jwt_signedToken_logsIn() {
    assertThat(path(VaultLogin.jwt("app", secret(jwt("kms", 60))))).isEqualTo("auth/jwt/login");
    assertThat(failure(VaultLogin.jwt("app", secret(jwt("other", 60)))))
        .hasMessageContaining("invalid audience (aud) claim");
    assertThat(failure(VaultLogin.jwt("app", secret(jwt("kms", -3600)))))
        .hasMessageContaining("token is expired");
    assertThat(failure(VaultLogin.jwt("none", secret(jwt("kms", 60)))))
        .hasMessageContaining("the role could not be found");
  }

  @Test
  void certificate_shown_logsInWithAndWithoutARole() {
    for (VaultLogin login :
        new VaultLogin[] {VaultLogin.certificate(), VaultLogin.certificate("web")}) {
      try (Session session = session(login, vault.withCertificate())) {
        assertThat(text(session.call(vault.lookup()), "path")).isEqualTo("auth/cert/login");
      }
    }
    assertThat(failure(VaultLogin.certificate()).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void at_mountThatIsNotThere_isNamed() {
    assertThat(failure(VaultLogin.userPass("bob", secret("x")).at("nowhere")))
        .hasMessageContaining("auth_mount");
  }

  @Test
  void close_ownToken_isDeadAfterwards() {
    Session session = session(appRole("revoked", "{\"token_ttl\":\"1h\"}"));
    String[] token = new String[1];
    session.call(chars -> token[0] = new String(chars));
    session.close();

    assertThat(failure(VaultLogin.token(secret(token[0]))).code())
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
  }

  @Test
  void call_afterTwoThirds_renewsTheSameToken() {
    try (Session session = session(appRole("renewed", "{\"token_ttl\":\"1h\"}"))) {
      String before = text(session.call(vault.lookup()), "accessor");
      clock.advance(Duration.ofMinutes(45));
      Map<String, String> after = session.call(vault.lookup());

      assertThat(text(after, "accessor")).isEqualTo(before);
      assertThat(after).containsKey("last_renewal_time");
    }
  }

  @Test
  void call_revokedMeanwhile_logsInAgain() {
    try (Session session = session(appRole("cut", "{\"token_ttl\":\"1h\"}"))) {
      String first = text(session.call(vault.lookup()), "accessor");
      vault.root("POST", "auth/token/revoke-accessor", "{\"accessor\":\"" + first + "\"}");

      assertThat(text(session.call(vault.lookup()), "accessor")).isNotEqualTo(first);
      assertThat(session.generation()).isEqualTo(2);
    }
  }

  @Test
  void call_deniedByPolicy_isAccessDeniedWithoutAnotherLogin() {
    try (Session session = session(appRole("denied", "{\"token_ttl\":\"1h\"}"))) {
      session.call(vault.lookup());
      KmsException e =
          catchThrowableOfType(
              KmsException.class, () -> session.call(vault.get("sys/policies/acl/default")));

      assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
      assertThat(session.generation()).isEqualTo(1);
    }
  }

  @Test
  void call_limitedUses_neverMeetsAUsedUpToken() {
    try (Session session = session(appRole("uses", "{\"token_num_uses\":2}"))) {
      for (int i = 0; i < 5; i++) {
        session.call(vault.lookup());
      }
      assertThat(session.generation()).isEqualTo(3);
    }
  }

  @Test
  void call_batchToken_isReplacedNotRenewed() {
    try (Session session =
        session(appRole("batch", "{\"token_type\":\"batch\",\"token_ttl\":\"1h\"}"))) {
      assertThat(text(session.call(vault.lookup()), "type")).isEqualTo("batch");
      clock.advance(Duration.ofMinutes(45));
      session.call(vault.lookup());

      assertThat(session.generation()).isEqualTo(2);
    }
  }

  @Test
  void call_renewalNearTheMaximum_logsInNext() {
    String terms =
        "{\"token_ttl\":\"1h\",\"token_max_ttl\":\"70m\",\"token_explicit_max_ttl\":\"20m\"}";
    try (Session session = session(appRole("capped", terms))) {
      session.call(vault.lookup());
      // The server has given 20 minutes, and gives no more.
      clock.advance(Duration.ofMinutes(14));
      session.call(vault.lookup());
      clock.advance(Duration.ofMinutes(21));
      session.call(vault.lookup());

      assertThat(session.generation()).isEqualTo(2);
    }
  }
}
