package dev.provisioning.kms.spi.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One request: a method, a path below a configured address, headers and bytes. Immutable, but for
 * the body, which is the caller's array: it is neither copied nor changed while the call runs, and
 * the caller wipes it afterwards. The text form shows neither header values, nor the body, nor the
 * query.
 */
public final class HttpCall {
  private static final String TOKEN_MARKS = "!#$%&'*+.^_`|~-";
  private static final String NOT_IN_PATHS = "#\"<>[\\]^`{|}";

  /** What the JDK's client sets itself, and refuses. */
  private static final Set<String> RESTRICTED =
      Set.of("connection", "content-length", "expect", "host", "upgrade", "transfer-encoding");

  private final String method;
  private final String path;
  private final List<Header> headers;
  private final byte @Nullable [] body;
  private final boolean idempotent;
  private final boolean everyAddress;
  private final @Nullable Duration deadline;
  private final Predicate<HttpReply> elsewhere;

  private HttpCall(Builder b) {
    method = b.method;
    path = b.path;
    headers = List.copyOf(b.headers);
    body = b.body;
    idempotent = b.idempotent;
    everyAddress = b.everyAddress;
    deadline = b.deadline;
    elsewhere = b.elsewhere;
  }

  /**
   * Starts a call.
   *
   * @param method such as {@code POST}
   * @param path begins with a slash, percent-encoded, with its query if it has one; never holds a
   *     secret
   * @return a builder
   * @throws IllegalArgumentException if the method is no token, or if the path does not begin with
   *     a slash, is not percent-encoded, or has a fragment or a segment {@code .} or {@code ..}
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

  boolean idempotent() {
    return idempotent;
  }

  boolean everyAddress() {
    return everyAddress;
  }

  @Nullable Duration deadline() {
    return deadline;
  }

  Predicate<HttpReply> elsewhere() {
    return elsewhere;
  }

  // Loops and no patterns, since every call comes through here.

  /** RFC 9110 §5.6.2. */
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isPath(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c > '~' || NOT_IN_PATHS.indexOf(c) >= 0) {
        return false;
      }
      if (c == '%'
          && !(i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2)))) {
        return false;
      }
    }
    return text.startsWith("/");
  }

  private static boolean isHex(char c) {
    return Character.digit(c, 16) >= 0;
  }

  private static boolean isValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\t' && (c < ' ' || c > '~')) {
        return false;
      }
    }
    return true;
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  @Override
  public String toString() {
    return method + " " + withoutQuery(path);
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
    private final String method;
    private final String path;
    private final List<Header> headers = new ArrayList<>();
    private byte @Nullable [] body;
    private boolean idempotent;
    private boolean everyAddress = true;
    private @Nullable Duration deadline;
    private Predicate<HttpReply> elsewhere = reply -> false;

    private Builder(String method, String path) {
      this.method = Objects.requireNonNull(method, "method");
      this.path = Objects.requireNonNull(path, "path");
      if (!isToken(method)) {
        throw new IllegalArgumentException("the method is not a token");
      }
      if (!isPath(path) || Addresses.hasDotSegment(withoutQuery(path))) {
        throw new IllegalArgumentException(
            "the path must begin with a slash and be percent-encoded, without . and .. segments");
      }
    }

    /**
     * Adds a header.
     *
     * @param name its name
     * @param value its value; never shown
     * @return this builder
     * @throws IllegalArgumentException if the name is no token or one that the client sets itself,
     *     such as {@code Host}, or if the value has other characters than tab and U+0020 to U+007E;
     *     the message has the name alone
     */
    public Builder header(String name, String value) {
      if (!isToken(name) || RESTRICTED.contains(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("a header's name is not a token, or is restricted");
      }
      // The JDK would refuse it too, with the value in its message.
      if (!isValue(value)) {
        throw new IllegalArgumentException(
            "the value of the header " + name + " has a character that headers cannot hold");
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
     * @throws IllegalArgumentException as {@link #header} does
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
      return bodyAlone(bytes).header("Content-Type", contentType);
    }

    /** For a request that has its headers already. */
    Builder bodyAlone(byte[] bytes) {
      body = Objects.requireNonNull(bytes, "bytes");
      return this;
    }

    /**
     * Says that sending the call twice does no harm, so that a connection that turns out to be dead
     * after the request was written is no error yet: the call is repeated once, and then goes to
     * the next address.
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
     * Names the answers that mean "this server did nothing, another may", such as those of a sealed
     * or standby server. The call then goes to the next address, idempotent or not; if no address
     * does better, the last of these answers is the answer.
     *
     * @param answer looks at an answer without closing it
     * @return this builder
     */
    public Builder elsewhereOn(Predicate<HttpReply> answer) {
      elsewhere = Objects.requireNonNull(answer, "answer");
      return this;
    }

    /**
     * Replaces the deadline of the settings.
     *
     * @param value the longest that the call may take, waiting, redirects, repetitions and the body
     *     of the answer included; nothing is sent if it is not positive
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
