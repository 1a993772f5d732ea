package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The settings of a section that every HTTP backend understands. */
final class SharedSettings {
  private SharedSettings() {}

  static HttpSettings.Builder read(KmsConfig config, HttpSettings.Builder to) {
    to.in("kms." + config.section(), config::invalid)
        .connectTimeout(config.duration("connect_timeout", Duration.ofSeconds(5)))
        .requestTimeout(config.duration("request_timeout", Duration.ofSeconds(30)))
        .maxConnections(config.integer("max_connections", 64, 1, 10_000))
        .tlsVerify(config.flag("tls_verify", true));
    config.list("redirect_hosts").forEach(to::redirectHost);
    config.list("tls_pinned_sha256").forEach(to::tlsPin);
    config.text("tls_server_name").ifPresent(to::tlsServerName);
    proxy(config).ifPresent(to::proxy);
    config.path("ca_file").ifPresent(to::caFile);
    TlsSettings.Builder tls = to.tls();
    tls.certFile = config.path("client_cert_file").orElse(null);
    tls.keyFile = config.path("client_key_file").orElse(null);
    tls.keyPassword = config.secret("client_key_password").orElse(null);
    tls.keystoreFile = config.path("client_keystore_file").orElse(null);
    tls.keystorePassword = config.secret("client_keystore_password").orElse(null);
    return to;
  }

  private static Optional<URI> proxy(KmsConfig config) {
    return config.address("proxy_url").map(text -> proxy(config, text));
  }

  private static URI proxy(KmsConfig config, String text) {
    try {
      return Addresses.checkProxy(new URI(text));
    } catch (URISyntaxException | KmsException e) {
      // Without the cause, which may quote a password.
      throw config.invalid("proxy_url", "must be http://HOST:PORT");
    }
  }

  static List<URI> addresses(KmsConfig config, Optional<String> otherwise) {
    List<URI> addresses = new ArrayList<>();
    String first =
        config
            .address("server_url")
            .or(() -> otherwise)
            .orElseGet(() -> config.require("server_url"));
    addresses.add(address(config, "server_url", first));
    config
        .list("failover_urls")
        .forEach(other -> addresses.add(address(config, "failover_urls", other)));
    return addresses;
  }

  private static URI address(KmsConfig config, String setting, String text) {
    try {
      return HttpSettings.address(text);
    } catch (IllegalArgumentException e) {
      throw config.invalid(setting, String.valueOf(e.getMessage()));
    }
  }
}
