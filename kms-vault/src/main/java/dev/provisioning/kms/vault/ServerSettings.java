package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.http.HttpSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    List<URI> addresses = new ArrayList<>();
    Optional<String> first = config.address("server_url").or(() -> variable("ADDR"));
    addresses.add(address("server_url", first.orElseGet(() -> config.require("server_url"))));
    for (String other : config.list("failover_urls")) {
      addresses.add(address("failover_urls", other));
    }
    HttpSettings.Builder http = HttpSettings.read(config, addresses);
    if (config.text("ca_file").isEmpty()) {
      variable("CACERT").map(Path::of).ifPresent(http::caFile);
    }
    if (config.text("client_cert_file").isEmpty()
        && config.text("client_keystore_file").isEmpty()) {
      Optional<String> chain = variable("CLIENT_CERT");
      Optional<String> key = variable("CLIENT_KEY");
      if (chain.isPresent() && key.isPresent()) {
        http.clientCertificate(Path.of(chain.get()), Path.of(key.get()));
      }
    }
    if (config.text("tls_server_name").isEmpty()) {
      VaultProvider.checked(
          config, "tls_server_name", variable("TLS_SERVER_NAME"), http::tlsServerName);
    }
    return http.build();
  }

  private Optional<String> variable(String name) {
    return Variables.of(config, name);
  }

  private URI address(String setting, String text) {
    try {
      return HttpSettings.address(text);
    } catch (IllegalArgumentException e) {
      throw config.invalid(setting, String.valueOf(e.getMessage()));
    }
  }
}
