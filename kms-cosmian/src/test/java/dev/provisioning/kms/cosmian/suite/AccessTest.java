package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testbench.cosmian.CosmianAccess;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import dev.provisioning.kms.testbench.cosmian.TcpRelay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** API tokens and client certificates, right and wrong. */
@ExtendWith(CosmianHosts.class)
class AccessTest {
  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  private final String key = CosmianHosts.freshKey();
  private final CosmianHost token;
  private final CosmianHost certificate;

  AccessTest(
      @CosmianHosts.With(CosmianAccess.TOKEN) CosmianHost token,
      @CosmianHosts.With(CosmianAccess.CERTIFICATE) CosmianHost certificate) {
    this.token = token;
    this.certificate = certificate;
  }

  private void assertWorks(Map<String, String> settings) {
    try (Kms kms = Opened.by(Opened.settings(settings, key)).connect()) {
      assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
      Health health = kms.health(Duration.ofSeconds(30));
      assertThat(health.status()).as(health.reason()).isEqualTo(Health.Status.UP);
    }
  }

  private void assertRefused(Map<String, String> settings, ErrorCode code) {
    try (Kms kms = Opened.by(Opened.settings(settings, key)).connect()) {
      KmsException refusal = Refused.with(code, () -> kms.encrypt(SECRET, CONTEXT));
      assertThat(refusal.isRetryable()).isFalse();
      assertThat(kms.health(Duration.ofSeconds(30)).status()).isNotEqualTo(Health.Status.UP);
    }
  }

  private static Map<String, String> without(Map<String, String> settings, String... names) {
    Map<String, String> rest = new LinkedHashMap<>(settings);
    rest.keySet().removeAll(List.of(names));
    return rest;
  }

  @Test
  void apiKey_isTheBearerToken() {
    token.admin().createKey(key);
    assertWorks(token.settings());
  }

  @Test
  void apiKey_inAFile_isTheBearerToken(@TempDir Path folder) throws IOException {
    token.admin().createKey(key);
    Map<String, String> settings = new LinkedHashMap<>(token.settings());
    Path file = folder.resolve("api-key");
    Files.writeString(file, settings.remove("api_key") + "\n");
    settings.put("api_key_file", file.toString());
    assertWorks(settings);
  }

  @Test
  void apiKey_wrongOrMissing_isUnauthenticated_andSaysNothingOfIt() {
    token.admin().createKey(key);
    Map<String, String> settings = new LinkedHashMap<>(token.settings());
    settings.put("api_key", "V1JPTkctTUFSS0VS");
    assertRefused(settings, ErrorCode.UNAUTHENTICATED);
    assertRefused(without(token.settings(), "api_key"), ErrorCode.UNAUTHENTICATED);
    try (Kms kms = Opened.by(Opened.settings(settings, key)).connect()) {
      KmsException refusal = Refused.any(() -> kms.encrypt(SECRET, CONTEXT));
      assertThat(refusal).hasMessageNotContaining("V1JPTkctTUFSS0VS");
      assertThat(kms.health(Duration.ofSeconds(30)).reason()).doesNotContain("V1JPTkctTUFSS0VS");
    }
  }

  @Test
  void certificate_isTheUser() {
    certificate.admin().createKey(key);
    assertWorks(certificate.settings());
  }

  /** The real server ends a TLS session that is resumed, if it asks for client certificates. */
  @ParameterizedTest
  @EnumSource(names = {"TOKEN", "CERTIFICATE"})
  void lostConnection_isNotNoticed(CosmianAccess access) throws IOException {
    CosmianHost host = access == CosmianAccess.CERTIFICATE ? certificate : token;
    host.admin().createKey(key);
    try (TcpRelay relay = TcpRelay.start(host.address().getPort())) {
      Map<String, String> settings = new LinkedHashMap<>(host.settings());
      settings.put("server_url", host.address().getScheme() + "://127.0.0.1:" + relay.port());
      try (Kms kms = Opened.by(Opened.settings(settings, key)).connect()) {
        Ciphertext made = kms.encrypt(SECRET, CONTEXT);
        for (int i = 0; i < 3; i++) {
          relay.drop();
          assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
        }
        assertThat(relay.connections()).isGreaterThan(3);
      }
    }
  }

  @Test
  void certificate_ofAStranger_isDenied_untilGranted() {
    certificate.admin().createKey(key);
    Map<String, String> stranger = certificate.settings(CosmianHost.STRANGER);
    assertRefused(stranger, ErrorCode.ACCESS_DENIED);
    certificate.admin().grant(key, CosmianHost.STRANGER, "encrypt", "decrypt");
    assertWorks(stranger);
  }

  @Test
  void grant_toEncryptAlone_doesNotDecrypt() {
    certificate.admin().createKey(key);
    certificate.admin().grant(key, CosmianHost.STRANGER, "encrypt");
    Map<String, String> stranger = Opened.settings(certificate.settings(CosmianHost.STRANGER), key);
    try (Kms kms = Opened.by(stranger).connect();
        Kms owner = Opened.on(certificate, key)) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      Refused.with(ErrorCode.ACCESS_DENIED, () -> kms.decrypt(made, CONTEXT));
      assertThat(owner.decrypt(made, CONTEXT)).isEqualTo(SECRET);
    }
  }

  @Test
  void noCertificate_isUnauthenticated() {
    certificate.admin().createKey(key);
    assertRefused(
        without(certificate.settings(), "client_cert_file", "client_key_file"),
        ErrorCode.UNAUTHENTICATED);
  }

  /** The server's certificate is of an authority that this client does not know. */
  @Test
  void unknownAuthority_isNotTrusted() {
    Map<String, String> settings = without(certificate.settings(), "ca_file");
    try (Kms kms = Opened.by(Opened.settings(settings, key)).connect()) {
      KmsException refusal = Refused.any(() -> kms.encrypt(SECRET, CONTEXT));
      assertThat(refusal.isRetryable()).isFalse();
      assertThat(kms.health(Duration.ofSeconds(30)).status()).isEqualTo(Health.Status.DOWN);
    }
  }
}
