package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsConfig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings that every HTTP backend shares. */
class HttpSettingsTest {
  private static final List<URI> ADDRESS = List.of(URI.create("https://kms.example:8200"));

  @TempDir Path folder;

  private KmsConfig config(String... settings) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put(settings[i], settings[i + 1]);
    }
    return KmsConfig.builder("archive", "vault").folder(folder).set(map).build();
  }

  @Test
  void read_nothingSet_hasTheDefaults() {
    HttpSettings settings = HttpSettings.read(config(), ADDRESS).build();
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.maxConnections()).isEqualTo(64);
    assertThat(settings.maxReplyBytes()).isEqualTo(32 * 1024 * 1024);
    assertThat(settings.redirectHosts()).isEmpty();
    assertThat(settings.proxy()).isNull();
    assertThat(settings.tls().verify).isTrue();
    assertThat(settings.tls().hasFiles()).isFalse();
    assertThat(settings).hasToString("HttpSettings[https://kms.example:8200]");
  }

  @Test
  void read_everythingSet_isTakenAndKnown() {
    KmsConfig config =
        config(
            "connect-timeout", "1s",
            "request_timeout", "2s",
            "max_connections", "3",
            "redirect_hosts", "b.example:8200,c.example",
            "proxy_url", "http://proxy.example:3128",
            "ca_file", "ca.pem",
            "client_cert_file", "client.pem",
            "client_key_file", "key.pem",
            "client_key_password", "hunter2",
            "tls_server_name", "kms.internal",
            "tls_pinned_sha256", "0".repeat(64),
            "tls_verify", "false");
    HttpSettings settings = HttpSettings.read(config, ADDRESS).build();
    assertThat(config.unread()).isEmpty();
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.maxConnections()).isEqualTo(3);
    assertThat(settings.redirectHosts()).containsExactly("b.example:8200", "c.example");
    assertThat(settings.proxy()).hasToString("http://proxy.example:3128");
    assertThat(settings.tls().caFile).isEqualTo(folder.resolve("ca.pem"));
    assertThat(settings.tls().certFile).isEqualTo(folder.resolve("client.pem"));
    assertThat(settings.tls().keyFile).isEqualTo(folder.resolve("key.pem"));
    assertThat(settings.tls().keyPassword).isNotNull();
    assertThat(settings.tls().serverName).isEqualTo("kms.internal");
    assertThat(settings.tls().pins).containsExactly("0".repeat(64));
    assertThat(settings.tls().verify).isFalse();
    assertThat(settings.toString() + settings.tls()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource({
    "connect_timeout, 0s",
    "request_timeout, 0s",
    "request_timeout, soon",
    "max_connections, 0",
    "max_connections, 10001",
    "redirect_hosts, https://hunter2",
    "redirect_hosts, u:hunter2@b.example",
    "proxy_url, https://proxy.example:3128",
    "proxy_url, http://hunter2:p@proxy.example:3128",
    "proxy_url, http://proxy.example",
    "proxy_url, http://proxy.example:3128/hunter2",
    "proxy_url, http:hunter2",
    "proxy_url, ' '",
    "client_cert_file, client.pem",
    "client_key_file, key.pem",
    "client_key_password, hunter2",
    "client_keystore_file, hunter2",
    "client_keystore_password, hunter2",
    "tls_server_name, 10.0.0.1",
    "tls_server_name, '[::1]'",
    "tls_server_name, a..b",
    "tls_server_name, -a",
    "tls_server_name, a.example.",
    "tls_server_name, 'a b'",
    "tls_pinned_sha256, hunter2",
    "tls_pinned_sha256, AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
    "tls_verify, no"
  })
  void read_malformedSetting_isRefusedByItsNameWithoutItsValue(String key, String value) {
    KmsException e =
        catchThrowableOfType(
            KmsException.class, () -> HttpSettings.read(config(key, value), ADDRESS).build());
    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(e)
        .hasMessageContaining("kms.archive." + key)
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void read_keystoreBesideCertificate_isRefused() {
    KmsConfig config =
        config(
            "client_keystore_file", "a",
            "client_keystore_password", "b",
            "client_cert_file", "c",
            "client_key_file", "d");
    assertThatThrownBy(() -> HttpSettings.read(config, ADDRESS).build())
        .hasMessageContaining("kms.archive.client_keystore_file");
  }

  @Test
  void read_addressThatIsNone_isRefused() {
    assertThatThrownBy(() -> HttpSettings.read(config(), List.of(URI.create("ftp://x"))).build())
        .isInstanceOf(KmsException.class);
  }

  @Test
  void open_fileThatIsMissing_namesSectionSettingAndFile() {
    HttpSettings settings = HttpSettings.read(config("ca_file", "none.pem"), ADDRESS).build();
    KmsException e = catchThrowableOfType(KmsException.class, () -> HttpTransport.open(settings));
    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(e)
        .hasMessageContaining("kms.archive.ca_file")
        .hasMessageContaining(folder.resolve("none.pem").toString());
  }

  @Test
  void open_fileThatIsMissingOverPlainHttp_isRefusedToo() {
    HttpSettings settings =
        HttpSettings.read(config("ca_file", "none.pem"), List.of(Calls.nobody())).build();
    assertThatThrownBy(() -> HttpTransport.open(settings)).isInstanceOf(KmsException.class);
  }

  @Test
  void open_twiceWithTheSameSettings_works() throws Exception {
    TestCertificates ca = TestCertificates.authority();
    Files.writeString(folder.resolve("ca.pem"), TestCertificates.pem(ca.certificate()));
    HttpSettings settings = HttpSettings.read(config("ca_file", "ca.pem"), ADDRESS).build();
    HttpTransport.open(settings).close();
    HttpTransport.open(settings).close();
  }

  @Test
  void open_withoutVerification_warnsWithSectionAndAddress() {
    assertThat(logged(HttpSettings.read(config("tls_verify", "false"), ADDRESS).build()))
        .contains("WARN")
        .contains("kms.archive")
        .contains("https://kms.example:8200")
        .contains("tls_verify = false");
  }

  @Test
  void open_plainHttpToAnotherHost_warns() {
    HttpSettings settings =
        HttpSettings.read(config(), List.of(URI.create("http://kms.example"))).build();
    assertThat(logged(settings))
        .contains("WARN")
        .contains("http://kms.example")
        .contains("in clear");
  }

  @Test
  void open_verifiedTlsOrLoopback_saysNothing() {
    List<URI> addresses =
        List.of(URI.create("https://kms.example"), URI.create("http://localhost:8200"));
    assertThat(logged(HttpSettings.read(config(), addresses).build())).isEmpty();
  }

  private static String logged(HttpSettings settings) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    try (PrintStream during = new PrintStream(log, true, UTF_8)) {
      System.setErr(during);
      HttpTransport.open(settings).close();
    } finally {
      System.setErr(before);
    }
    return log.toString(UTF_8);
  }
}
