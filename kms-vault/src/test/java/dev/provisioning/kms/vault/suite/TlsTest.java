package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.testbench.TestAuthority;
import dev.provisioning.kms.testbench.TestIdentity;
import dev.provisioning.kms.testbench.vault.VaultAdmin;
import dev.provisioning.kms.testbench.vault.VaultBench;
import dev.provisioning.kms.vault.VaultKms;
import dev.provisioning.kms.vault.VaultLogin;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** TLS with an authority of one's own, AppRole and certificate logins, and the least policy. */
class TlsTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.tls();

  @BeforeAll
  static void prepare() {
    VAULT.admin().createKey("transit", "app", Map.of());
    VAULT
        .admin()
        .policy(
            "app",
            """
            path "transit/encrypt/app" { capabilities = ["update"] }
            path "transit/decrypt/app" { capabilities = ["update"] }
            path "transit/keys/app" { capabilities = ["read"] }
            """);
    VAULT.admin().enableLogin("approle");
    VAULT.admin().enableLogin("cert");
  }

  private static TestAuthority authority() {
    return VAULT.server().authority().orElseThrow();
  }

  private static HttpSettings.Builder http() {
    return HttpSettings.builder(List.of(VAULT.server().address()));
  }

  private static Kms open(HttpSettings.Builder http, VaultLogin login) {
    return Kms.of(VaultKms.builder().http(http.build()).login(login).keyName("app").build());
  }

  private static VaultLogin root() {
    return Clients.token(VAULT.admin().rootToken());
  }

  private static void assertWorks(Kms kms) {
    assertThat(kms.decrypt(kms.encrypt(secret(), CONTEXT), CONTEXT)).isEqualTo(secret());
  }

  private static void assertNoTls(Kms kms, String why) {
    KmsException failure =
        Clients.refused(ErrorCode.UNAVAILABLE, () -> kms.encrypt(secret(), CONTEXT));
    assertThat(failure).hasMessageContaining(why);
    assertThat(failure.isRetryable()).isFalse();
  }

  @Test
  void appRole_withTheLeastPolicy_encryptsDecryptsAndNothingElse() {
    VaultAdmin.AppRole role =
        VAULT.admin().appRole("app", Map.of("token_policies", List.of("app"), "token_ttl", "10m"));
    VaultLogin login = VaultLogin.appRole(role.roleId(), Secret.of(role.secretId().toCharArray()));
    try (Kms kms = open(http().caFile(authority().caFile()), login)) {
      assertWorks(kms);
      Clients.refused(ErrorCode.ACCESS_DENIED, kms::rotateKey);
    }
  }

  @Test
  void certificate_fromPemAndFromPkcs12_logsIn() throws IOException {
    TestIdentity client = authority().client("app.test");
    String certificate = Files.readString(client.certificateFile());
    VAULT
        .admin()
        .post("auth/cert/certs/app", Map.of("certificate", certificate, "token_policies", "app"));
    HttpSettings.Builder pem =
        http()
            .caFile(authority().caFile())
            .clientCertificate(client.certificateFile(), client.keyFile());
    try (Kms kms = open(pem, VaultLogin.certificate())) {
      assertWorks(kms);
    }
    HttpSettings.Builder pkcs12 =
        http()
            .caFile(authority().caFile())
            .clientKeystore(client.keyStoreFile(), Secret.of(TestIdentity.PASSWORD.toCharArray()));
    try (Kms kms = open(pkcs12, VaultLogin.certificate())) {
      assertWorks(kms);
    }
  }

  @Test
  void certificate_notShown_isUnauthenticated() {
    try (Kms kms = open(http().caFile(authority().caFile()), VaultLogin.certificate())) {
      Clients.refused(ErrorCode.UNAUTHENTICATED, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void server_ofAForeignAuthority_isNotTrusted() {
    try (TestAuthority other = TestAuthority.create();
        Kms kms = open(http().caFile(other.caFile()), root());
        Kms system = open(http(), root())) {
      assertNoTls(kms, "not trusted");
      assertNoTls(system, "not trusted");
    }
  }

  @Test
  void serverName_inTheCertificate_isAcceptedAndAnotherIsNot() {
    HttpSettings.Builder right =
        http().caFile(authority().caFile()).tlsServerName(TestAuthority.SERVER_NAME);
    try (Kms kms = open(right, root())) {
      assertWorks(kms);
    }
    HttpSettings.Builder wrong = http().caFile(authority().caFile()).tlsServerName("other.test");
    try (Kms kms = open(wrong, root())) {
      assertNoTls(kms, "for another name");
    }
  }

  @Test
  void pin_ofTheServersKey_isAcceptedAndAnotherIsNot() {
    HttpSettings.Builder right =
        http().caFile(authority().caFile()).tlsPin(authority().serverPin());
    try (Kms kms = open(right, root())) {
      assertWorks(kms);
    }
    try (TestAuthority other = TestAuthority.create();
        Kms kms = open(http().caFile(authority().caFile()).tlsPin(other.serverPin()), root())) {
      assertNoTls(kms, "tls_pinned_sha256");
    }
  }

  @Test
  void restart_overTls_isNotNoticedByTheNextCall() {
    try (Kms kms = open(http().caFile(authority().caFile()), root())) {
      assertWorks(kms);
      VAULT.server().restart();
      assertWorks(kms);
    }
  }
}
