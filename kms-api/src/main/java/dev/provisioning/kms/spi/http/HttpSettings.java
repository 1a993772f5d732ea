package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a backend reaches its server: addresses, deadlines, bounds and TLS. Immutable. */
public final class HttpSettings {
  private final List<URI> addresses;
  private final Set<String> redirectHosts;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final int maxReplyBytes;
  private final int maxConnections;
  private final Optional<URI> proxy;
  private final TlsSettings tls;

  private HttpSettings(Builder b) {
    addresses = List.copyOf(b.addresses);
    redirectHosts = Set.copyOf(b.redirectHosts);
    connectTimeout = b.connectTimeout;
    requestTimeout = b.requestTimeout;
    maxReplyBytes = b.maxReplyBytes;
    maxConnections = b.maxConnections;
    proxy = Optional.ofNullable(b.proxy);
    tls =
        new TlsSettings(
            b.verify,
            b.caFile,
            b.serverName,
            b.pins,
            b.certificate,
            b.key,
            b.keyPassword,
            b.keystore,
            b.keystorePassword);
  }

  /**
   * Starts settings with the addresses of a server, which are tried in turn.
   *
   * @param addresses each http or https, a host and perhaps a port; a path is put before every
   *     call's path
   * @return a builder
   * @throws IllegalArgumentException if there is none, or one is none of these
   */
  public static Builder builder(List<URI> addresses) {
    return new Builder(addresses);
  }

  /**
   * Reads the settings that all HTTP backends share; README, "Settings of every HTTP backend".
   *
   * @param config the section
   * @param addresses the addresses, which every backend finds in its own way
   * @return a builder, to which a backend can add
   * @throws KmsException CONFIGURATION naming the setting that is wrong
   */
  public static Builder read(KmsConfig config, List<URI> addresses) {
    return SharedSettings.read(config, new Builder(addresses));
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

  List<URI> addresses() {
    return addresses;
  }

  Set<String> redirectHosts() {
    return redirectHosts;
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

  Optional<URI> proxy() {
    return proxy;
  }

  TlsSettings tls() {
    return tls;
  }

  @Override
  public String toString() {
    return "HttpSettings" + addresses;
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final List<URI> addresses = new ArrayList<>();
    private final Set<String> redirectHosts = new HashSet<>();
    private final Set<String> pins = new HashSet<>();
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private int maxReplyBytes = 32 * 1024 * 1024;
    private int maxConnections = 64;
    private boolean verify = true;
    private @Nullable URI proxy;
    private @Nullable Path caFile;
    private @Nullable String serverName;
    private @Nullable Path certificate;
    private @Nullable Path key;
    private @Nullable Secret keyPassword;
    private @Nullable Path keystore;
    private @Nullable Secret keystorePassword;

    private Builder(List<URI> addresses) {
      addresses.forEach(address -> this.addresses.add(Addresses.parse(address.toString())));
      if (this.addresses.isEmpty()) {
        throw new IllegalArgumentException("there is no address");
      }
    }

    /**
     * Limits how long a connection may take.
     *
     * @param value the limit; 5 seconds by default
     * @return this builder
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = positive(value);
      return this;
    }

    /**
     * Limits how long a call may take in all, redirects, repetitions and its answer's body
     * included.
     *
     * @param value the limit; 30 seconds by default
     * @return this builder
     */
    public Builder requestTimeout(Duration value) {
      requestTimeout = positive(value);
      return this;
    }

    private static Duration positive(Duration value) {
      if (value.isZero() || value.isNegative() || value.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException("must be more than nothing and at most a day");
      }
      return value;
    }

    /**
     * Limits an answer's body.
     *
     * @param value the limit in bytes; 32 MiB by default
     * @return this builder
     */
    public Builder maxReplyBytes(int value) {
      maxReplyBytes = atLeastOne(value);
      return this;
    }

    /**
     * Limits the calls under way at once; others wait, within their deadline.
     *
     * @param value the limit; 64 by default
     * @return this builder
     */
    public Builder maxConnections(int value) {
      maxConnections = atLeastOne(value);
      return this;
    }

    private static int atLeastOne(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("must be at least 1");
      }
      return value;
    }

    /**
     * Allows redirects to a host beside those of the addresses; they are followed by hand, twice at
     * most, with method and body kept (307, 308) and under the same scheme.
     *
     * @param value host and port, such as {@code vault-2.example.com:8200}
     * @return this builder
     */
    public Builder redirectHost(String value) {
      redirectHosts.add(Addresses.hostAndPort(value));
      return this;
    }

    /**
     * Sends calls through a proxy; by default there is none, whatever the system's settings say.
     *
     * @param value {@code http://host:port}
     * @return this builder
     */
    public Builder proxy(URI value) {
      proxy = Addresses.parse(value.toString());
      return this;
    }

    /**
     * Believes other authorities than the JDK's.
     *
     * @param value a PEM file with one certificate or more
     * @return this builder
     */
    public Builder caFile(Path value) {
      caFile = value;
      return this;
    }

    /**
     * Shows a client certificate.
     *
     * @param chain a PEM file: the certificate, then those of its issuers
     * @param privateKey a PEM file: PKCS#8, PKCS#1 or SEC1; may be the same file
     * @return this builder
     */
    public Builder clientCertificate(Path chain, Path privateKey) {
      certificate = Objects.requireNonNull(chain, "chain");
      key = Objects.requireNonNull(privateKey, "privateKey");
      return this;
    }

    /**
     * Opens an encrypted client key (PKCS#8).
     *
     * @param value its password
     * @return this builder
     */
    public Builder clientKeyPassword(Secret value) {
      keyPassword = value;
      return this;
    }

    /**
     * Shows a client certificate from a PKCS#12 file, instead of PEM files.
     *
     * @param file the keystore
     * @param password its password, which is the key's too
     * @return this builder
     */
    public Builder clientKeystore(Path file, Secret password) {
      keystore = Objects.requireNonNull(file, "file");
      keystorePassword = Objects.requireNonNull(password, "password");
      return this;
    }

    /**
     * Asks for, and expects, another name than the address's host.
     *
     * @param value the name in the server's certificate
     * @return this builder
     */
    public Builder tlsServerName(String value) {
      serverName = Addresses.name(value);
      return this;
    }

    /**
     * Expects one of some public keys, beside a chain that is believed.
     *
     * @param sha256 SHA-256 of the certificate's SubjectPublicKeyInfo, hexadecimal or base64
     * @return this builder
     */
    public Builder tlsPin(String sha256) {
      String hex = sha256.replace(":", "").toLowerCase(Locale.ROOT);
      pins.add(HEX.matcher(hex).matches() ? hex : Pins.fromBase64(sha256));
      return this;
    }

    /**
     * Believes every certificate, which lets anyone on the way read tokens and plaintexts; pins
     * count all the same.
     *
     * @param value false to believe everything
     * @return this builder
     */
    public Builder tlsVerify(boolean value) {
      verify = value;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return the settings
     */
    public HttpSettings build() {
      return new HttpSettings(this);
    }
  }
}
