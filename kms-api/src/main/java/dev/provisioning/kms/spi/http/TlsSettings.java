package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a server is believed and how the client shows who it is. Immutable; files are not read. */
final class TlsSettings {
  final boolean verify;
  final @Nullable Path caFile;
  final @Nullable String serverName;
  final Set<String> pins;
  final @Nullable Path certFile;
  final @Nullable Path keyFile;
  final @Nullable Secret keyPassword;
  final @Nullable Path keystoreFile;
  final @Nullable Secret keystorePassword;
  final @Nullable SSLContext context;

  private TlsSettings(Builder b, Set<String> pins) {
    verify = b.verify;
    caFile = b.caFile;
    serverName = b.serverName;
    this.pins = pins;
    certFile = b.certFile;
    keyFile = b.keyFile;
    keyPassword = b.keyPassword;
    keystoreFile = b.keystoreFile;
    keystorePassword = b.keystorePassword;
    context = b.context;
  }

  /** Whether there is a file to read, which an error should name even if no address uses TLS. */
  boolean hasFiles() {
    return caFile != null || certFile != null || keystoreFile != null;
  }

  /** Collects; nothing is checked before {@link #build}. */
  static final class Builder {
    private static final Pattern NAME =
        Pattern.compile(
            "(?=.{1,253}$)([0-9A-Za-z_]([0-9A-Za-z_-]{0,61}[0-9A-Za-z_])?\\.?)+(?<!\\.)");

    boolean verify = true;
    @Nullable Path caFile;
    @Nullable String serverName;
    final List<String> pins = new ArrayList<>();
    @Nullable Path certFile;
    @Nullable Path keyFile;
    @Nullable Secret keyPassword;
    @Nullable Path keystoreFile;
    @Nullable Secret keystorePassword;
    @Nullable SSLContext context;

    TlsSettings build(Complaint complaint) {
      if (keystoreFile != null && (certFile != null || keyFile != null)) {
        throw complaint.about("client_keystore_file", "stands beside client_cert_file: choose one");
      }
      if ((certFile == null) != (keyFile == null)) {
        throw certFile == null
            ? complaint.about("client_key_file", "needs client_cert_file")
            : complaint.about("client_cert_file", "needs client_key_file");
      }
      if (keyPassword != null && keyFile == null) {
        throw complaint.about("client_key_password", "needs client_key_file");
      }
      if ((keystoreFile == null) != (keystorePassword == null)) {
        throw keystoreFile == null
            ? complaint.about("client_keystore_password", "needs client_keystore_file")
            : complaint.about("client_keystore_file", "needs client_keystore_password");
      }
      String name = serverName;
      // Digits at the end make an IP address, which SNI cannot hold (RFC 6066 §3).
      if (name != null && (!NAME.matcher(name).matches() || name.matches("(.*\\.)?[0-9]+"))) {
        throw complaint.about("tls_server_name", "must be a host name, no IP address");
      }
      if (context != null && (hasOwn() || !verify || !pins.isEmpty())) {
        throw complaint.about(
            "the SSLContext", "replaces ca_file, client certificates, pins and tls_verify");
      }
      return new TlsSettings(
          this,
          pins.stream().map(p -> Pins.parse(p, complaint)).collect(Collectors.toUnmodifiableSet()));
    }

    private boolean hasOwn() {
      return caFile != null || certFile != null || keystoreFile != null;
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "TlsSettings[verify=%s, %d pins]", verify, pins.size());
  }
}
