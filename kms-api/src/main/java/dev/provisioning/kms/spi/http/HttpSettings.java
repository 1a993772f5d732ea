package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.spi.KmsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** How a backend reaches its server: addresses, deadlines, bounds and TLS. Immutable. */
public final class HttpSettings {
  private final List<URI> addresses;
  private final Duration connectTimeout;
  private final Duration requestTimeout;
  private final int maxReplyBytes;
  private final int maxConnections;

  private HttpSettings(Builder b) {
    addresses = List.copyOf(b.addresses);
    connectTimeout = b.connectTimeout;
    requestTimeout = b.requestTimeout;
    maxReplyBytes = b.maxReplyBytes;
    maxConnections = b.maxConnections;
  }

  /**
   * Starts settings with an address.
   *
   * @param address scheme, host and port; a path in it is put before every call's path
   * @return a builder
   */
  public static Builder builder(URI address) {
    return new Builder(List.of(address));
  }

  /**
   * Reads the settings that all HTTP backends share.
   *
   * @param config the section
   * @param addresses the addresses, which every backend finds in its own way
   * @return a builder, for a backend to add its own defaults
   */
  public static Builder read(KmsConfig config, List<URI> addresses) {
    return new Builder(addresses)
        .connectTimeout(config.duration("connect_timeout", Duration.ofSeconds(5)))
        .requestTimeout(config.duration("request_timeout", Duration.ofSeconds(30)));
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

  @Override
  public String toString() {
    return "HttpSettings" + addresses;
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {
    private final List<URI> addresses;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private int maxReplyBytes = 32 * 1024 * 1024;
    private int maxConnections = 64;

    private Builder(List<URI> addresses) {
      this.addresses = Objects.requireNonNull(addresses, "addresses");
    }

    /**
     * Limits how long a connection may take.
     *
     * @param value the limit; 5 seconds by default
     * @return this builder
     */
    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    /**
     * Limits how long a call may take in all.
     *
     * @param value the limit; 30 seconds by default
     * @return this builder
     */
    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
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
     * Makes the settings.
     *
     * @return the settings
     */
    public HttpSettings build() {
      return new HttpSettings(this);
    }
  }
}
