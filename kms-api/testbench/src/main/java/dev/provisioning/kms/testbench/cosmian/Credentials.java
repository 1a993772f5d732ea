package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the clients of one server show it, and what it knows them by. */
final class Credentials {
  private final CosmianAccess access;
  private final byte[] token = new byte[32];
  private final Optional<CosmianCertificates> certificates;

  private Credentials(CosmianAccess access, Optional<CosmianCertificates> certificates) {
    this.access = access;
    this.certificates = certificates;
    new SecureRandom().nextBytes(token);
  }

  static Credentials make(CosmianAccess access, Path folder) throws IOException {
    return new Credentials(
        access,
        access == CosmianAccess.CERTIFICATE
            ? Optional.of(CosmianCertificates.make(folder.resolve("tls")))
            : Optional.empty());
  }

  CosmianAccess access() {
    return access;
  }

  /** The bytes of the symmetric key that the server takes for its API token. */
  byte[] token() {
    return token.clone();
  }

  String apiKey() {
    return Base64.getEncoder().encodeToString(token);
  }

  Optional<CosmianCertificates> certificates() {
    return certificates;
  }

  String scheme() {
    return certificates.isPresent() ? "https" : "http";
  }

  Map<String, String> settings(URI address, String user) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("server_url", address.toString());
    if (access == CosmianAccess.TOKEN) {
      settings.put("api_key", apiKey());
    }
    certificates.ifPresent(
        files -> {
          settings.put("ca_file", files.authorityFile().toString());
          settings.put("client_cert_file", files.certificateFile(user).toString());
          settings.put("client_key_file", files.keyFile(user).toString());
        });
    return settings;
  }

  CosmianAdmin admin(URI address, CosmianEra era, String user) throws IOException {
    if (certificates.isPresent()) {
      return CosmianAdmin.tls(address, era, certificates.get().context(user));
    }
    return CosmianAdmin.plain(address, era, access == CosmianAccess.TOKEN ? apiKey() : "");
  }
}
