package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.KmsConfig;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CosmianProviderTest {
  private static CosmianKms connect(String... settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("server_url", "https://kms.example.com");
    all.put("default_key_id", "orders");
    Arrays.stream(settings).map(s -> s.split("=", 2)).forEach(s -> all.put(s[0], s[1]));
    all.values().removeIf("-"::equals);
    return (CosmianKms)
        new CosmianProvider().connect(KmsConfig.builder("cosmian", "cosmian").set(all).build());
  }

  @Test
  void section_withEverySetting_opens() {
    try (CosmianKms kms =
        connect(
            "api_key=t0ken",
            "allowed_keys=old,team/*",
            "keys.billing=billing-key",
            "headers.X-Gateway=east",
            "server_version=5.28.0",
            "require_fips=true",
            "max_batch=10",
            "tls_verify=true",
            "connect_timeout=2s",
            "request_timeout=10s")) {
      assertThat(kms.defaultKey()).isEqualTo("orders");
      assertThat(kms.scheme()).isEqualTo("cosmian");
    }
  }

  @Test
  void section_withFailover_opens_butNotBesideRequireFips() {
    connect("failover_urls=https://kms-2.example.com").close();
    assertThatThrownBy(
            () -> connect("failover_urls=https://kms-2.example.com", "require_fips=true").close())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("require_fips");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "server_url=-                      | server_url",
        "server_url=ftp://kms.example.com  | server_url",
        "default_key_id=-                  | default_key_id",
        "default_key_id=a@1                | default_key_id",
        "default_key_id=[\"tag\"]          | default_key_id",
        "allowed_keys=a b                  | allowed_keys",
        "keys.billing=a@1                  | keys.billing",
        "failover_urls=nowhere             | failover_urls",
        "headers.Authorization=x           | headers.Authorization",
        "headers.host=x                    | headers.host",
        "headers.a b=x                     | headers.a b",
        "headers.X-A=ä                     | headers.X-A",
        "server_version=latest             | server_version",
        "require_fips=yes                  | require_fips",
        "max_batch=0                       | max_batch",
        "max_batch=1001                    | max_batch",
        "api_key=                          | api_key",
        "request_timeout=10                | request_timeout",
      })
  void setting_thatIsWrong_isNamed(String setting, String named) {
    assertThatThrownBy(() -> connect(setting).close())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(named);
  }

  @Test
  void header_thatIsWrong_isNotShown() {
    assertThatThrownBy(() -> connect("headers.X-A=sécret").close()).hasMessageNotContaining("cret");
  }

  @Test
  void uri_namesTheKey() {
    try (Kms kms = Kms.connect("cosmian:orders?server-url=https://kms.example.com")) {
      assertThat(kms.capabilities()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cosmian:orders",
        "cosmian:?server-url=https://kms.example.com",
        "cosmian:orders?server-url=https://kms.example.com&default-key-id=other",
        "cosmian:orders?server-url=https://kms.example.com&api-key=t0ken",
        "cosmian:orders?server-url=https://kms.example.com&apikey=x"
      })
  void uri_thatIsIncompleteOrSaysTooMuch_isRefused(String uri) {
    assertThatThrownBy(() -> Kms.connect(uri).close())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageNotContaining("t0ken");
  }

  @Test
  void builder_withoutAddressOrKey_isMisuse() {
    assertThatThrownBy(() -> CosmianKms.builder().defaultKeyId("a").build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () -> CosmianKms.builder().address(URI.create("https://kms.example.com")).build())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void builder_refusesWhatIsNone() {
    CosmianKmsBuilder builder = CosmianKms.builder();
    assertThatThrownBy(() -> builder.defaultKeyId("a@1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.key("billing", "[tag]"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.serverVersion("new"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.maxBatch(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.header("Content-Type", "text/plain"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.address(URI.create("kms")))
        .isInstanceOf(KmsConfigurationException.class);
  }
}
