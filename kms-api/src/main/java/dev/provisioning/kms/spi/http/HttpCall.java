package dev.provisioning.kms.spi.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request: a method, a path below a configured address, headers and bytes. Immutable, but for
 * the body, which is the caller's array: it is neither copied nor changed while the call runs, and
 * the caller wipes it afterwards. The text form shows neither header values nor the body.
 */
public final class HttpCall {
  private final String method;
  private final String path;
  private final List<Header> headers;
  private final byte @Nullable [] body;
  private final boolean idempotent;
  private final boolean everyAddress;
  private final Predicate<HttpReply> unwelcome;
  private final @Nullable Duration deadline;

  private HttpCall(Builder b) {
    method = b.method;
    path = b.path;
    headers = List.copyOf(b.headers);
    body = b.body;
    idempotent = b.idempotent;
    everyAddress = b.everyAddress;
    unwelcome = b.unwelcome;
    deadline = b.deadline;
  }

  /**
   * Starts a call.
   *
   * @param method such as {@code POST}
   * @param path begins with a slash, percent-encoded, with its query if it has one; never holds a
   *     secret
   * @return a builder
   */
  public static Builder of(String method, String path) {
    return new Builder(method, path);
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  List<Header> headers() {
    return headers;
  }

  byte @Nullable [] body() {
    return body;
  }

  boolean isIdempotent() {
    return idempotent;
  }

  boolean isUnwelcome(HttpReply reply) {
    return unwelcome.test(reply);
  }

  boolean everyAddress() {
    return everyAddress;
  }

  Duration deadlineOr(Duration otherwise) {
    return deadline == null ? otherwise : deadline;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }

  /** A header, whose value is never shown. */
  static final class Header {
    final String name;
    final String value;

    Header(String name, String value) {
      this.name = name;
      this.value = value;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Collects a call. Not safe for use by several threads. */
  public static final class Builder {
    private static final Pattern PATH = Pattern.compile("/[!-~]{0,8192}");

    private final String method;
    private final String path;
    private final List<Header> headers = new ArrayList<>();
    private byte @Nullable [] body;
    private boolean idempotent;
    private boolean everyAddress = true;
    private Predicate<HttpReply> unwelcome = reply -> false;
    private @Nullable Duration deadline;

    private Builder(String method, String path) {
      this.method = Objects.requireNonNull(method, "method");
      this.path = Objects.requireNonNull(path, "path");
      if (!PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("a path begins with a slash and is percent-encoded");
      }
    }

    /**
     * Adds a header.
     *
     * @param name its name
     * @param value its value, visible ASCII and spaces; never shown
     * @return this builder
     * @throws IllegalArgumentException for any other value, which the message does not show
     */
    public Builder header(String name, String value) {
      // The JDK would refuse it too, with the value in its message.
      if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw new IllegalArgumentException(
            "the value of " + name + " has other than ASCII letters");
      }
      headers.add(new Header(name, value));
      return this;
    }

    /**
     * Adds a header that holds a secret. The JDK's client takes header values as {@code String}
     * alone, so that a copy nobody can wipe lives until it is collected.
     *
     * @param name its name
     * @param value its value; the caller wipes its array
     * @return this builder
     */
    public Builder secretHeader(String name, char[] value) {
      return header(name, new String(value));
    }

    /**
     * Sets the body.
     *
     * @param bytes the body; not copied
     * @param contentType such as {@code application/json}
     * @return this builder
     */
    public Builder body(byte[] bytes, String contentType) {
      body = Objects.requireNonNull(bytes, "bytes");
      return header("Content-Type", contentType);
    }

    /**
     * Says that sending the call twice does no harm, so that a connection that turns out to be dead
     * after the request was written is no error yet.
     *
     * @return this builder
     */
    public Builder idempotent() {
      idempotent = true;
      return this;
    }

    /**
     * Sends the call to the first address alone, which a health check of one server wants.
     *
     * @return this builder
     */
    public Builder firstAddressOnly() {
      everyAddress = false;
      return this;
    }

    /**
     * Asks the next address when an answer shows that this one did nothing, as a standby or a
     * sealed server says. The last such answer is returned if no address has a better one.
     *
     * @param unwelcome tells such answers from others; must not close them
     * @return this builder
     */
    public Builder elsewhereOn(Predicate<HttpReply> unwelcome) {
      this.unwelcome = Objects.requireNonNull(unwelcome, "unwelcome");
      return this;
    }

    /**
     * Replaces the deadline of the settings.
     *
     * @param value the longest that the call may take, redirects and repetitions included
     * @return this builder
     */
    public Builder deadline(Duration value) {
      deadline = Objects.requireNonNull(value, "value");
      return this;
    }

    /**
     * Makes the call.
     *
     * @return the call
     */
    public HttpCall build() {
      return new HttpCall(this);
    }
  }
}
