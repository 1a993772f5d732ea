package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.ServerVersion;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link CosmianKms} needs. Not safe for use by several threads. */
public final class CosmianKmsBuilder {
  /** The largest ciphertext in hexadecimal digits, and the rest of an answer. */
  static final int MOST_REPLY = 2 * Ciphertext.MAX_BLOB + 1024 * 1024;

  static final int MAX_BATCH = 256;
  static final int MOST_BATCH = 1000;

  /** RFC 9110, section 5.6.2. */
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

  /** What this library, or the JDK's client, sets itself. */
  private static final Set<String> OURS =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "expect",
          "host",
          "transfer-encoding",
          "upgrade");

  private final Map<String, String> keys = new LinkedHashMap<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private @Nullable HttpSettings http;
  private @Nullable String defaultKeyId;
  private @Nullable Supplier<char[]> token;
  private @Nullable ServerVersion serverVersion;
  private Runnable secrets = () -> {};
  private boolean requireFips;
  private int maxBatch = MAX_BATCH;
  private KmsClock clock = KmsClock.system();

  CosmianKmsBuilder() {}

  /**
   * Sets where the server is.
   *
   * @param value such as {@code https://kms.example.com}
   * @return this builder
   * @throws KmsException CONFIGURATION if it is no address of a server
   */
  public CosmianKmsBuilder address(URI value) {
    return http(HttpSettings.builder(List.of(value)).maxReplyBytes(MOST_REPLY).build());
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
          "a key id is visible ASCII without \" \\\\ and @, the mark of generations, and begins with no [");
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
    token = value::reveal;
    secrets = value::close;
    return this;
  }

  /**
   * Sets a callback that gives the API token or JWT.
   *
   * @param value asked for each request; the array it returns is wiped
   * @return this builder
   */
  public CosmianKmsBuilder apiKey(Supplier<char[]> value) {
    token = Objects.requireNonNull(value, "value");
    secrets = () -> {};
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
   * @param name its name; none that this library sets
   * @param value its value, visible ASCII and spaces
   * @return this builder
   * @throws IllegalArgumentException for any other name or value, which the message does not show
   */
  public CosmianKmsBuilder header(String name, String value) {
    if (!HEADER.matcher(name).matches() || OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("is no header that can be added");
    }
    if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw new IllegalArgumentException("has a value with other than visible ASCII characters");
    }
    headers.put(name, value);
    return this;
  }

  Map<String, String> headers() {
    return headers;
  }

  /**
   * Sets the server's version, which is otherwise asked for. Before it rotates a key the server is
   * asked all the same.
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
   * Refuses servers that do not say that they run in FIPS mode. It is their word and no proof. Only
   * the first address is used then: a call goes on to another one without asking it.
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
   * Limits how many items travel in one request.
   *
   * @param value 1 to 1000; 256 by default
   * @return this builder
   * @throws IllegalArgumentException beyond that
   */
  public CosmianKmsBuilder maxBatch(int value) {
    if (value < 1 || value > MOST_BATCH) {
      throw new IllegalArgumentException("must be from 1 to " + MOST_BATCH);
    }
    maxBatch = value;
    return this;
  }

  int maxBatch() {
    return maxBatch;
  }

  /**
   * Replaces the clock that health checks and the age of what was seen are timed with.
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
