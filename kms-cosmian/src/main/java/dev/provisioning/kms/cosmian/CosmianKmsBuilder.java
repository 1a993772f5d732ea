package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.ServerVersion;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link CosmianKms} needs. Not safe for use by several threads. */
public final class CosmianKmsBuilder {
  private final Map<String, String> keys = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private @Nullable HttpSettings http;
  private @Nullable String defaultKeyId;
  private @Nullable Supplier<char[]> token;
  private @Nullable ServerVersion serverVersion;
  private Runnable secrets = () -> {};
  private boolean requireFips;
  private KmsClock clock = KmsClock.system();

  CosmianKmsBuilder() {}

  /**
   * Sets where the server is.
   *
   * @param value such as {@code https://kms.example.com}
   * @return this builder
   * @throws IllegalArgumentException if it is no address of a server
   */
  public CosmianKmsBuilder address(URI value) {
    return http(HttpSettings.builder(List.of(value)).build());
  }

  /**
   * Sets addresses, deadlines and TLS, among it a client certificate, which the server may take for
   * a login.
   *
   * @param value the settings
   * @return this builder
   */
  public CosmianKmsBuilder http(HttpSettings value) {
    http = Objects.requireNonNull(value, "value");
    return this;
  }

  /**
   * Sets the key that encrypts.
   *
   * @param value its name or UUID, without a generation
   * @return this builder
   * @throws IllegalArgumentException if it is neither
   */
  public CosmianKmsBuilder defaultKeyId(String value) {
    defaultKeyId = name(value);
    return this;
  }

  String defaultKeyId() {
    return Objects.requireNonNull(defaultKeyId);
  }

  /**
   * Allows another key.
   *
   * @param logicalName what {@code forKey} takes
   * @param id its name or UUID
   * @return this builder
   * @throws IllegalArgumentException if it is neither
   */
  public CosmianKmsBuilder key(String logicalName, String id) {
    keys.put(Objects.requireNonNull(logicalName, "logicalName"), name(id));
    return this;
  }

  Map<String, String> keys() {
    return Map.copyOf(keys);
  }

  private static String name(String id) {
    if (!KeyNames.isName(id)) {
      throw new IllegalArgumentException(
          "a key id is visible ASCII without @, which is the server's own for generations");
    }
    return id;
  }

  /**
   * Sets the API token or JWT that is sent as {@code Authorization: Bearer}.
   *
   * @param value in memory, or in a file that is read for each request; closed with the backend
   * @return this builder
   */
  public CosmianKmsBuilder apiKey(Secret value) {
    Objects.requireNonNull(value, "value");
    secrets = value::close;
    return apiKey(value::reveal);
  }

  /**
   * Sets a callback that gives the API token or JWT.
   *
   * @param value asked for each request; the array it returns is wiped
   * @return this builder
   */
  public CosmianKmsBuilder apiKey(Supplier<char[]> value) {
    token = Objects.requireNonNull(value, "value");
    return this;
  }

  Optional<Supplier<char[]>> token() {
    return Optional.ofNullable(token);
  }

  Runnable secrets() {
    return secrets;
  }

  /**
   * Adds a header to every request, for a proxy in front of the server.
   *
   * @param name its name
   * @param value its value, visible ASCII
   * @return this builder
   */
  public CosmianKmsBuilder header(String name, String value) {
    headers.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return this;
  }

  Map<String, String> headers() {
    return headers;
  }

  /**
   * Sets the server's version, which is otherwise asked for.
   *
   * @param value such as {@code 5.28.0}
   * @return this builder
   * @throws IllegalArgumentException if it is no version
   */
  public CosmianKmsBuilder serverVersion(String value) {
    serverVersion =
        ServerVersion.parse(value)
            .orElseThrow(() -> new IllegalArgumentException("a version reads 5.28 or 5.28.0"));
    return this;
  }

  Optional<ServerVersion> serverVersion() {
    return Optional.ofNullable(serverVersion);
  }

  /**
   * Refuses servers that do not say that they run in FIPS mode. It is their word and no proof.
   *
   * @param value true to refuse
   * @return this builder
   */
  public CosmianKmsBuilder requireFips(boolean value) {
    requireFips = value;
    return this;
  }

  boolean requireFips() {
    return requireFips;
  }

  /**
   * Replaces the clock that health checks are timed with.
   *
   * @param value the clock
   * @return this builder
   */
  public CosmianKmsBuilder clock(KmsClock value) {
    clock = Objects.requireNonNull(value, "value");
    return this;
  }

  KmsClock clock() {
    return clock;
  }

  /**
   * Makes the backend; nothing is sent yet.
   *
   * @return the backend, which the caller closes
   * @throws IllegalStateException without address or key
   * @throws KmsException CONFIGURATION if a certificate or key file cannot be used
   */
  public CosmianKms build() {
    if (http == null || defaultKeyId == null) {
      throw new IllegalStateException("a Cosmian backend needs an address and a key id");
    }
    return new CosmianKms(this, HttpTransport.open(http));
  }
}
