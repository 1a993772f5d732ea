package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.http.HttpSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Where the server is and how it is believed, from the settings and then the environment. */
final class ServerSettings {
  private final KmsConfig config;

  private ServerSettings(KmsConfig config) {
    this.config = config;
  }

  static HttpSettings read(KmsConfig config) {
    return new ServerSettings(config).read();
  }

  private HttpSettings read() {
    HttpSettings.Builder http =
        HttpSettings.read(config, HttpSettings.addresses(config, variable("ADDR")));
    if (config.text("ca_file").isEmpty()) {
      variable("CACERT").map(Path::of).ifPresent(http::caFile);
    }
    clientCertificate(http);
    if (config.text("tls_server_name").isEmpty()) {
      VaultProvider.checked(
          config, "tls_server_name", variable("TLS_SERVER_NAME"), http::tlsServerName);
    }
    boolean leftOut = config.flag("tls_verify", true) && !config.flag("tls_verify", false);
    boolean configured =
        config.text("server_url").isPresent() || !config.list("failover_urls").isEmpty();
    if (leftOut && !configured) {
      variable("SKIP_VERIFY").ifPresent(text -> http.tlsVerify(!isTrue(text)));
    }
    return http.build();
  }

  private void clientCertificate(HttpSettings.Builder http) {
    if (config.text("client_cert_file").isPresent()
        || config.text("client_keystore_file").isPresent()) {
      return;
    }
    Optional<String> chain = variable("CLIENT_CERT");
    Optional<String> key = variable("CLIENT_KEY");
    if (chain.isPresent() != key.isPresent()) {
      throw config.invalid(
          "client_cert_file",
          "comes from the environment, where VAULT_CLIENT_CERT and VAULT_CLIENT_KEY (or BAO_…) go"
              + " together: one is missing");
    }
    chain.ifPresent(file -> http.clientCertificate(Path.of(file), Path.of(key.orElseThrow())));
  }

  /**
   * As Vault's own programs read it. It counts only where the environment names the server too, and
   * no other is configured: a stray variable must not open a configured connection to whoever
   * stands in between.
   */
  private boolean isTrue(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "1", "t", "true" -> true;
      case "0", "f", "false" -> false;
      default ->
          throw config.invalid(
              "tls_verify", "comes from VAULT_SKIP_VERIFY (or BAO_…), which is no true or false");
    };
  }

  private Optional<String> variable(String name) {
    return Variables.of(config, name);
  }
}
