package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings and environment; those of logins have a test of their own. */
class VaultProviderTest {
  private static final String URL = "https://vault.example.com:8200";

  @TempDir Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> settings =
      new HashMap<>(Map.of("server_url", URL, "key_name", "app", "token", "hvs.SECRET"));

  private KmsConfig.Builder config() {
    environment.putIfAbsent("HOME", home.toString());
    return KmsConfig.builder("vault", "vault")
        .folder(home)
        .environment(environment::get)
        .set(settings);
  }

  private static KmsBackend connect(KmsConfig config) {
    return new VaultProvider().connect(config);
  }

  private String defaultKey() {
    try (KmsBackend kms = connect(config().build())) {
      return kms.defaultKey();
    }
  }

  private KmsException refusal() {
    KmsException failure =
        catchThrowableOfType(KmsException.class, () -> connect(config().build()));
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failure).message().doesNotContain("hvs.SECRET");
    return failure;
  }

  @Test
  void connect_leastSettings_namesTheFullKeyAndReadsAll() {
    KmsConfig config = config().build();
    try (KmsBackend kms = connect(config)) {
      assertThat(kms.scheme()).isEqualTo("vault");
      assertThat(kms.defaultKey()).isEqualTo("transit/app");
      assertThat(config.unread()).isEmpty();
    }
  }

  @Test
  void connect_everySettingOfTheServer_isKnown() {
    settings.putAll(
        Map.of(
            "failover_urls", "https://b.example.com:8200,https://c.example.com:8200",
            "namespace", "team/a",
            "mount_point", "/crypto/transit/",
            "allowed_keys", "old, crypto/older",
            "keys.billing", "billing",
            "connect_timeout", "2s",
            "request_timeout", "10s",
            "tls_server_name", "vault.internal",
            "max_connections", "8"));
    KmsConfig config = config().build();
    try (KmsBackend kms = connect(config)) {
      assertThat(kms.defaultKey()).isEqualTo("team/a:crypto/transit/app");
      assertThat(config.unread()).isEmpty();
      assertThat(config.known())
          .contains("server_url", "failover_urls", "namespace", "mount_point", "key_name");
    }
  }

  @Test
  void connect_unknownSetting_staysUnread() {
    settings.put("mountpoint", "x");
    KmsConfig config = config().build();
    connect(config).close();
    assertThat(config.unread()).containsExactly("mountpoint");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server_url | ftp://vault",
        "server_url | https://user:pw@vault",
        "failover_urls | nonsense",
        "namespace | a//b",
        "mount_point | a/../b",
        "key_name | a b",
        "key_name | other:transit/app",
        "allowed_keys | a b",
        "allowed_keys | other:transit/app",
        "keys.billing | ../x",
        "keys.billing | other:transit/app",
        "tls_server_name | a b",
        "request_timeout | soon",
      })
  void connect_badValue_namesTheSetting(String setting, String value) {
    settings.put(setting, value);
    assertThat(refusal()).hasMessageContaining(setting);
  }

  @ParameterizedTest
  @CsvSource({"server_url", "key_name"})
  void connect_missing_namesTheSetting(String setting) {
    settings.remove(setting);
    assertThat(refusal()).hasMessageContaining(setting);
  }

  @Test
  void connect_fullKeyInTheNamespace_isTaken() {
    settings.put("namespace", "team");
    settings.put("key_name", "team:kv/app");
    settings.put("allowed_keys", "team:kv/old");
    assertThat(defaultKey()).isEqualTo("team:kv/app");
  }

  @Test
  void connect_environment_fillsWhatIsLeftOut() {
    settings.remove("server_url");
    environment.put("VAULT_ADDR", URL);
    environment.put("VAULT_NAMESPACE", "team");
    assertThat(defaultKey()).isEqualTo("team:transit/app");
  }

  @Test
  void connect_environmentOfOpenBao_comesFirst() {
    environment.put("BAO_NAMESPACE", "bao");
    environment.put("VAULT_NAMESPACE", "vault");
    assertThat(defaultKey()).isEqualTo("bao:transit/app");
  }

  @Test
  void connect_setting_comesBeforeTheEnvironment() {
    settings.put("namespace", "mine");
    environment.put("BAO_NAMESPACE", "bao");
    environment.put("VAULT_ADDR", "nonsense");
    assertThat(defaultKey()).isEqualTo("mine:transit/app");
  }

  @Test
  void connect_emptyVariable_countsAsUnset() {
    environment.put("BAO_NAMESPACE", "");
    environment.put("VAULT_NAMESPACE", "vault");
    assertThat(defaultKey()).isEqualTo("vault:transit/app");
  }

  @ParameterizedTest
  @CsvSource({
    "VAULT_ADDR,server_url",
    "VAULT_NAMESPACE,namespace",
    "VAULT_TLS_SERVER_NAME,tls_server_name"
  })
  void connect_badVariable_namesTheSetting(String variable, String setting) {
    settings.remove("server_url");
    environment.put("VAULT_ADDR", URL);
    environment.put(variable, "a b");
    assertThat(refusal()).hasMessageContaining(setting);
  }

  @Test
  void connect_caFileOfTheEnvironment_isRead() {
    environment.put("VAULT_CACERT", home.resolve("missing.pem").toString());
    assertThat(refusal()).hasMessageContaining("missing.pem");
  }

  @Test
  void connect_clientCertificateOfTheEnvironment_isRead() {
    environment.put("BAO_CLIENT_CERT", home.resolve("chain.pem").toString());
    environment.put("BAO_CLIENT_KEY", home.resolve("key.pem").toString());
    refusal();
  }

  @ParameterizedTest
  @CsvSource({"BAO_CLIENT_CERT", "VAULT_CLIENT_CERT", "BAO_CLIENT_KEY", "VAULT_CLIENT_KEY"})
  void connect_halfAClientCertificateOfTheEnvironment_isRefused(String variable) {
    environment.put(variable, "file.pem");
    assertThat(refusal()).hasMessageContaining("VAULT_CLIENT_KEY");
  }

  @Test
  void connect_skipVerify_countsForAServerOfTheEnvironmentAlone() {
    // Neither true nor false: refused where it counts.
    environment.put("VAULT_SKIP_VERIFY", "perhaps");
    assertThat(defaultKey()).isEqualTo("transit/app");
    environment.put("VAULT_ADDR", URL);
    settings.remove("server_url");
    assertThat(refusal()).hasMessageContaining("VAULT_SKIP_VERIFY");
    settings.put("failover_urls", "https://b.example.com:8200");
    assertThat(defaultKey()).isEqualTo("transit/app");
    settings.remove("failover_urls");
    settings.put("tls_verify", "true");
    assertThat(defaultKey()).isEqualTo("transit/app");
  }

  @ParameterizedTest
  @CsvSource({"1", "t", "TRUE", "true", "0", "f", "False"})
  void connect_skipVerify_isReadAsVaultsProgramsDo(String value) {
    settings.remove("server_url");
    environment.put("BAO_ADDR", URL);
    environment.put("BAO_SKIP_VERIFY", value);
    assertThat(defaultKey()).isEqualTo("transit/app");
  }

  @Test
  void connect_patternThatIsNoFullName_isRefusedBecauseItWouldNotOpenWhatItMade() {
    settings.put("keys.tenant-*", "tenant-*");
    assertThat(refusal()).hasMessageContaining("mount/name*");
    settings.put("keys.tenant-*", "transit/tenant-*");
    assertThat(defaultKey()).isEqualTo("transit/app");
    settings.put("namespace", "team");
    assertThat(refusal()).hasMessageContaining("team:mount/name*");
    settings.put("keys.tenant-*", "team:transit/tenant-*");
    assertThat(defaultKey()).isEqualTo("team:transit/app");
  }

  @Test
  void connect_uri_hasTheKeyAsItsTarget() {
    settings.remove("key_name");
    try (KmsBackend kms = connect(config().target("team/transit/app").build())) {
      assertThat(kms.defaultKey()).isEqualTo("team/transit/app");
    }
  }

  @Test
  void connect_uriAndKeyName_areOneTooMany() {
    KmsException failure =
        catchThrowableOfType(KmsException.class, () -> connect(config().target("app").build()));
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(failure).hasMessageContaining("key_name");
  }

  @Test
  void isSameKey_shortAndFullNames_areTheSame() {
    settings.put("namespace", "team");
    try (KmsBackend kms = connect(config().build())) {
      assertThat(kms.isSameKey("app", "team:transit/app")).isTrue();
      assertThat(kms.isSameKey("transit/app", "team:transit/app")).isTrue();
      assertThat(kms.isSameKey("team:transit/app", "team:transit/app")).isTrue();
      assertThat(kms.isSameKey("app", "transit/app")).isFalse();
      assertThat(kms.isSameKey("app", "team:other/app")).isFalse();
      assertThat(kms.isSameKey("app", "team:/transit/app")).isFalse();
      assertThat(kms.opens("team:transit/app")).isTrue();
      assertThat(kms.opens("team:transit/other")).isFalse();
    }
  }

  @Test
  void toString_ofBackendAndConfig_showNoSecret() {
    KmsConfig config = config().build();
    try (KmsBackend kms = connect(config)) {
      assertThat(kms.toString() + config).doesNotContain("hvs.SECRET").contains("transit/app");
    }
  }
}
