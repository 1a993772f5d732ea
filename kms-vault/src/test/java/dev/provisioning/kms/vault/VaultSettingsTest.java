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
import org.junit.jupiter.params.provider.ValueSource;

/** What a section of the scheme vault may say. Nothing listens anywhere: opening sends nothing. */
class VaultSettingsTest {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> settings = new HashMap<>();

  private VaultSettingsTest set(String key, String value) {
    settings.put(key, value);
    return this;
  }

  private VaultSettingsTest variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  private VaultSettingsTest complete() {
    return set("server_url", "https://vault.example.com:8200")
        .set("token", "t")
        .set("key_name", "app");
  }

  private KmsConfig.Builder config() {
    return KmsConfig.builder("vault", "vault")
        .folder(folder)
        .environment(environment::get)
        .set(settings);
  }

  private String defaultKey(KmsConfig config) {
    try (KmsBackend backend = new VaultProvider().connect(config)) {
      assertThat(config.unread()).isEmpty();
      return backend.defaultKey();
    }
  }

  private String defaultKey() {
    return defaultKey(config().build());
  }

  private KmsException failure() {
    KmsException failure = catchThrowableOfType(KmsException.class, this::defaultKey);
    assertThat(failure).isNotNull();
    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
    return failure;
  }

  @Test
  void section_withServerTokenAndKey_isEnough() {
    assertThat(complete().defaultKey()).isEqualTo("transit/app");
  }

  @ParameterizedTest
  @CsvSource({
    "mount_point, team/transit, team/transit/app",
    "mount_point, /kms/, kms/app",
    "namespace, team/billing, team/billing:transit/app",
    "key_name, other/app, other/app",
    "failover_urls, https://b.example.com:8200, transit/app",
    "allowed_keys, other, transit/app",
    "keys.orders, orders-key, transit/app",
    "keys.tenant-*, transit/tenant-*, transit/app"
  })
  void setting_ofTheTable_isTaken(String setting, String value, String key) {
    assertThat(complete().set(setting, value).defaultKey()).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "server_url, vault.example.com",
    "server_url, ftp://vault.example.com",
    "server_url, https://user:secret@vault.example.com",
    "failover_urls, nonsense",
    "mount_point, ''",
    "mount_point, ../sys",
    "mount_point, a b",
    "namespace, a//b",
    "namespace, 'a:b'",
    "key_name, ''",
    "key_name, -app",
    "key_name, app.",
    "key_name, transit/",
    "key_name, /transit/app",
    "key_name, other-namespace:transit/app",
    "key_name, app?x=1",
    "allowed_keys, a b",
    "allowed_keys, other-namespace:transit/app",
    "keys.orders, orders/",
    "keys.orders, '%2e%2e'",
    "request_timeout, 0s",
    "tls_verify, maybe",
    "ca_file, not-there.pem"
  })
  void setting_outOfRange_isNamed(String setting, String value) {
    String last = setting.substring(setting.indexOf('.') + 1);
    assertThat(complete().set(setting, value).failure()).hasMessageContaining(last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server_url", "key_name", "token"})
  void setting_thatIsMissing_isNamed(String setting) {
    complete().settings.remove(setting);
    variable("HOME", folder.toString());
    assertThat(failure()).hasMessageContaining(setting);
  }

  @Test
  void pattern_thatIsNoFullName_isRefusedBecauseItWouldNotOpenWhatItMade() {
    complete().set("keys.tenant-*", "tenant-*");
    assertThat(failure()).hasMessageContaining("mount/name*");
    set("namespace", "team").set("keys.tenant-*", "transit/tenant-*");
    assertThat(failure()).hasMessageContaining("team:mount/name*");
    set("keys.tenant-*", "team:transit/tenant-*");
    assertThat(defaultKey()).isEqualTo("team:transit/app");
  }

  @Test
  void target_ofAUri_isTheKey_andStandsBesideNoOther() {
    set("server_url", "https://vault.example.com").set("token", "t");
    assertThat(defaultKey(config().target("kms/orders").build())).isEqualTo("kms/orders");
    set("key_name", "app");
    assertThat(
            catchThrowableOfType(
                KmsException.class, () -> defaultKey(config().target("orders").build())))
        .hasMessageContaining("key_name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"BAO_", "VAULT_"})
  void variables_ofVaultsPrograms_standInForWhatIsLeftOut(String prefix) {
    set("key_name", "app");
    variable(prefix + "ADDR", "https://vault.example.com:8200");
    variable(prefix + "TOKEN", "t").variable(prefix + "NAMESPACE", "team");
    variable(prefix + "TLS_SERVER_NAME", "vault.internal");
    assertThat(defaultKey()).isEqualTo("team:transit/app");
  }

  @Test
  void variables_ofOpenBao_comeFirst() {
    complete().variable("VAULT_NAMESPACE", "vaults").variable("BAO_NAMESPACE", "baos");
    assertThat(defaultKey()).isEqualTo("baos:transit/app");
  }

  @Test
  void variables_besideSettings_doNotCount() {
    complete().set("namespace", "team");
    variable("BAO_ADDR", "nonsense").variable("BAO_NAMESPACE", "a b");
    assertThat(defaultKey()).isEqualTo("team:transit/app");
  }

  @ParameterizedTest
  @CsvSource({
    "ADDR, vault, server_url",
    "NAMESPACE, a b, namespace",
    "CACERT, not-there.pem, not-there.pem",
    "CLIENT_CERT, cert.pem, client_cert_file",
    "CLIENT_KEY, key.pem, client_cert_file",
    "TLS_SERVER_NAME, a b, tls_server_name",
    "SKIP_VERIFY, yes, tls_verify"
  })
  void variable_outOfRange_isNamedByItsSetting(String name, String value, String said) {
    set("token", "t").set("key_name", "app").variable("VAULT_ADDR", "https://vault.example.com");
    assertThat(variable("VAULT_" + name, value).failure()).hasMessageContaining(said);
  }

  @Test
  void variable_thatTurnsVerificationOff_doesNotCountForAConfiguredServer() {
    // It would be refused if it were read.
    assertThat(complete().variable("VAULT_SKIP_VERIFY", "yes").defaultKey())
        .isEqualTo("transit/app");
  }

  @Test
  void variable_thatTurnsVerificationOff_doesNotCountBesideTlsVerify() {
    set("token", "t").set("key_name", "app").set("tls_verify", "true");
    variable("VAULT_ADDR", "https://vault.example.com").variable("VAULT_SKIP_VERIFY", "yes");
    assertThat(defaultKey()).isEqualTo("transit/app");
  }
}
