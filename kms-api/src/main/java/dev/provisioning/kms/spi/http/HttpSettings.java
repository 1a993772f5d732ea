package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a backend reaches its server: addresses, deadlines, bounds and TLS. Immutable; the text form
 * has the addresses alone. TLS is 1.2 or 1.3, and the server's certificate is checked for its chain
 * and for the host of the address.
 */
public final class HttpSettings {
  private final List<URI> addresses;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final int maxReplyBytes;
  private final int maxConnections;
  private final List<String> redirectHosts;
  private final @Nullable URI proxy;
  private final TlsSettings tls;
  private final String name;
  private final Complaint complaint;

  private HttpSettings(Builder b) {
    addresses = Addresses.check(b.addresses);
    connectTimeout = positive("connect_timeout", b.connectTimeout, b.complaint);
    requestTimeout = positive("request_timeout", b.requestTimeout, b.complaint);
    maxReplyBytes = positive("the limit of an answer", b.maxReplyBytes, b.complaint);
    maxConnections = positive("max_connections", b.maxConnections, b.complaint);
    redirectHosts = Redirects.checkHosts(b.redirectHosts, b.complaint);
    proxy = b.proxy;
    tls = b.tls.build(b.complaint);
    name = b.name;
    complaint = b.complaint;
  }

  private static Duration positive(String setting, Duration value, Complaint complaint) {
    if (value.isZero() || value.isNegative()) {
      throw complaint.about(setting, "must be longer than nothing");
    }
    return value;
  }

  private static int positive(String setting, int value, Complaint complaint) {
    if (value < 1) {
      throw complaint.about(setting, "must be at least 1");
    }
    return value;
  }

  /**
   * Starts settings with an address.
   *
   * @param address scheme, host and port; a path in it is put before every call's path
   * @return a builder
   */
  public static Builder builder(URI address) {
    return builder(List.of(address));
  }

  /**
   * Starts settings with several addresses of one server.
   *
   * @param addresses as {@link #builder(URI)} takes them, the preferred one first
   * @return a builder
   */
  public static Builder builder(List<URI> addresses) {
    return new Builder(List.copyOf(addresses));
  }

  /**
   * Checks an address of a configuration.
   *
   * @param text the address
   * @return the address without a slash at its end
   * @throws IllegalArgumentException saying what an address is, without showing this one
   */
  public static URI address(String text) {
    return Addresses.parse(text);
  }

  /**
   * Reads the addresses of a section: {@code server_url}, then {@code failover_urls}.
   *
   * @param config the section
   * @param otherwise the first address where {@code server_url} is left out, as from a documented
   *     environment variable
   * @return at least one
   * @throws KmsException CONFIGURATION naming the setting that is missing or no address
   */
  public static List<URI> addresses(KmsConfig config, Optional<String> otherwise) {
    return SharedSettings.addresses(config, otherwise);
  }

  /**
   * Reads the settings that all HTTP backends share: {@code connect_timeout}, {@code
   * request_timeout}, {@code max_connections}, {@code redirect_hosts}, {@code proxy_url}, {@code
   * ca_file}, {@code client_cert_file}, {@code client_key_file}, {@code client_key_password},
   * {@code client_keystore_file}, {@code client_keystore_password}, {@code tls_server_name}, {@code
   * tls_pinned_sha256} and {@code tls_verify}. Certificate and key files are read by {@link
   * HttpTransport#open}.
   *
   * @param config the section
   * @param addresses the addresses, which every backend finds in its own way
   * @return a builder, for a backend to add its own defaults
   * @throws KmsException CONFIGURATION if a setting is malformed
   */
  public static Builder read(KmsConfig config, List<URI> addresses) {
    return SharedSettings.read(config, builder(addresses));
  }

  List<URI> addresses() {
    return addresses;
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration requestTimeout() {
    return requestTimeout;
  }

  int maxReplyBytes() {
    return maxReplyBytes;
  }

  int maxConnections() {
    return maxConnections;
  }

  List<String> redirectHosts() {
    return redirectHosts;
  }

  @Nullable URI proxy() {
    return proxy;
  }

  TlsSettings tls() {
    return tls;
  }

  /** What warnings call these settings. */
  String name() {
    return name;
  }

  Complaint complaint() {
    return complaint;
  }

  @Override
  public String toString() {
    return "HttpSettings" + addresses;
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {
    private final List<URI> addresses;
    private final TlsSettings.Builder tls = new TlsSettings.Builder();
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private int maxReplyBytes = 32 * 1024 * 1024;
    private int maxConnections = 64;
    private final List<String> redirectHosts = new ArrayList<>();
    private @Nullable URI proxy;
    private String name = "HTTP backend";
    private Complaint complaint =
        (setting, why) -> KmsException.of(ErrorCode.CONFIGURATION, setting + " " + why);

    private Builder(List<URI> addresses) {
      this.addresses = addresses;
    }

    /** Says in whose words errors and warnings are put. */
    Builder in(String section, Complaint errors) {
      name = section;
      complaint = errors;
      return this;
    }

    TlsSettings.Builder tls() {
      return tls;
    }

    Complaint complaint() {
      return complaint;
    }

    /**
     * Limits how long a connection may take, its TLS handshake included.
     *
     * @param value the limit; 5 seconds by default
     * @return this builder
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Limits how long a call may take in all.
     *
     * @param value the limit; 30 seconds by default
     * @return this builder
     */
    public Builder requestTimeout(Duration value) {
      requestTimeout = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Limits an answer's body.
     *
     * @param value the limit in bytes; 32 MiB by default
     * @return this builder
     */
    public Builder maxReplyBytes(int value) {
      maxReplyBytes = value;
      return this;
    }

    /**
     * Limits the calls under way at once; others wait, within their deadline.
     *
     * @param value the limit; 64 by default
     * @return this builder
     */
    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    /**
     * Allows redirects to a host that is no address of the server, and so lets credentials go
     * there.
     *
     * @param host {@code host:port}, or a host alone for the scheme's own port; call it once for
     *     each host
     * @return this builder
     */
    public Builder redirectHost(String host) {
      redirectHosts.add(Objects.requireNonNull(host, "host"));
      return this;
    }

    /**
     * Sends everything through an HTTP proxy; TLS goes through a tunnel. The system's proxy
     * settings are never used.
     *
     * @param address {@code http://host:port}
     * @return this builder
     * @throws KmsException CONFIGURATION if the address is anything else
     */
    public Builder proxy(URI address) {
      proxy = Addresses.checkProxy(address);
      return this;
    }

    /**
     * Trusts the certificates of a file, and no others.
     *
     * @param pem one or more certificates
     * @return this builder
     */
    public Builder caFile(Path pem) {
      tls.caFile = pem;
      return this;
    }

    /**
     * Shows a client certificate to the server.
     *
     * @param chain PEM; the client's certificate first, then those that lead to its CA
     * @param key PEM; PKCS#8 (RSA, EC, Ed25519; encrypted too), PKCS#1 or SEC 1
     * @return this builder
     */
    public Builder clientCertificate(Path chain, Path key) {
      tls.certFile = chain;
      tls.keyFile = key;
      return this;
    }

    /**
     * Sets the password of an encrypted client key.
     *
     * @param password read by {@link HttpTransport#open}; the caller closes it
     * @return this builder
     */
    public Builder clientKeyPassword(Secret password) {
      tls.keyPassword = password;
      return this;
    }

    /**
     * Shows a client certificate to the server, from a PKCS#12 file with exactly one key.
     *
     * @param pkcs12 the file
     * @param password its password, read by {@link HttpTransport#open}; the caller closes it
     * @return this builder
     */
    public Builder clientKeystore(Path pkcs12, Secret password) {
      tls.keystoreFile = pkcs12;
      tls.keystorePassword = password;
      return this;
    }

    /**
     * Asks for a server by another name than the address's host (SNI), and accepts a certificate
     * for that name alone.
     *
     * @param value a host name, no IP address
     * @return this builder
     */
    public Builder tlsServerName(String value) {
      tls.serverName = value;
      return this;
    }

    /**
     * Accepts a server only if its own certificate has one of these public keys, in addition to
     * every other check.
     *
     * @param sha256 of the certificate's SubjectPublicKeyInfo, in hex or base64; call it once for
     *     each key
     * @return this builder
     */
    public Builder tlsPin(String sha256) {
      tls.pins.add(Objects.requireNonNull(sha256, "sha256"));
      return this;
    }

    /**
     * Switches the check of the server's certificate off, which lets anybody on the way read and
     * change everything. Pins are still enforced. Logged as a warning.
     *
     * @param value false to switch it off
     * @return this builder
     */
    public Builder tlsVerify(boolean value) {
      tls.verify = value;
      return this;
    }

    /**
     * Takes trust and client certificate from the application. Of the settings above, only {@link
     * #tlsServerName} may stand beside it.
     *
     * @param value the context
     * @return this builder
     */
    public Builder sslContext(SSLContext value) {
      tls.context = value;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return the settings
     * @throws KmsException CONFIGURATION if an address or setting is malformed, or if two
     *     contradict each other
     */
    public HttpSettings build() {
      return new HttpSettings(this);
    }
  }
}
