package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the settings that all HTTP backends share. */
final class SharedSettings {
  private final KmsConfig config;
  private final HttpSettings.Builder settings;

  private SharedSettings(KmsConfig config, HttpSettings.Builder settings) {
    this.config = config;
    this.settings = settings;
  }

  static HttpSettings.Builder read(KmsConfig config, HttpSettings.Builder settings) {
    SharedSettings reader = new SharedSettings(config, settings);
    reader.limits();
    reader.server();
    reader.client();
    return settings;
  }

  private void limits() {
    checked(
        "connect_timeout",
        Optional.of(config.duration("connect_timeout", Duration.ofSeconds(5))),
        settings::connectTimeout);
    checked(
        "request_timeout",
        Optional.of(config.duration("request_timeout", Duration.ofSeconds(30))),
        settings::requestTimeout);
    settings.maxConnections(config.integer("max_connections", 64, 1, 10_000));
  }

  private void server() {
    for (String host : config.list("redirect_hosts")) {
      checked("redirect_hosts", Optional.of(host), settings::redirectHost);
    }
    checked(
        "proxy_url",
        config.address("proxy_url"),
        text -> settings.proxy(HttpSettings.address(text)));
    config.path("ca_file").ifPresent(settings::caFile);
    checked("tls_server_name", config.text("tls_server_name"), settings::tlsServerName);
    for (String pin : config.list("tls_pinned_sha256")) {
      checked("tls_pinned_sha256", Optional.of(pin), settings::tlsPin);
    }
    settings.tlsVerify(config.flag("tls_verify", true));
  }

  private void client() {
    Optional<Path> chain = config.path("client_cert_file");
    Optional<Path> key = config.path("client_key_file");
    Optional<Path> keystore = config.path("client_keystore_file");
    Optional<Secret> keyPassword = config.secret("client_key_password");
    Optional<Secret> keystorePassword = config.secret("client_keystore_password");
    if (keystore.isPresent() && (chain.isPresent() || key.isPresent())) {
      throw config.invalid("client_keystore_file", "stands beside client_cert_file: choose one");
    }
    if (key.isPresent() && chain.isEmpty()) {
      throw config.invalid("client_key_file", "needs client_cert_file");
    }
    if (keyPassword.isPresent() && key.isEmpty()) {
      throw config.invalid("client_key_password", "needs client_key_file");
    }
    if (keystore.isPresent() != keystorePassword.isPresent()) {
      throw config.invalid(
          keystore.isPresent() ? "client_keystore_password" : "client_keystore_file",
          "is missing: a keystore has a file and a password");
    }
    chain.ifPresent(
        file ->
            settings.clientCertificate(
                file,
                key.orElseThrow(
                    () ->
                        config.invalid(
                            "client_key_file", "is missing: client_cert_file needs it"))));
    keyPassword.ifPresent(settings::clientKeyPassword);
    keystore.ifPresent(file -> settings.clientKeystore(file, keystorePassword.orElseThrow()));
  }

  private <T> void checked(String key, Optional<T> value, Consumer<T> setting) {
    try {
      value.ifPresent(setting);
    } catch (IllegalArgumentException e) {
      throw config.invalid(key, String.valueOf(e.getMessage()));
    }
  }
}
