package dev.provisioning.kms.spi.http;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * An answer of a server: any status that is not a redirect, headers, and at most as many bytes as
 * the settings allow. {@link #close()} wipes the body. Not safe for use by several threads.
 */
public final class HttpReply implements AutoCloseable {
  private final String server;
  private final int status;
  private final HttpHeaders headers;
  private final byte[] body;

  /** Takes the array over. */
  HttpReply(String server, int status, HttpHeaders headers, byte[] body) {
    this.server = server;
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * Returns who answered, for messages.
   *
   * @return scheme, host and port
   */
  public String server() {
    return server;
  }

  /**
   * Returns the status.
   *
   * @return such as 200
   */
  public int status() {
    return status;
  }

  /**
   * Returns a header.
   *
   * @param name its name, in any case
   * @return its first value
   */
  public Optional<String> header(String name) {
    return headers.firstValue(name);
  }

  HttpHeaders headers() {
    return headers;
  }

  /**
   * Returns how long the server asks to wait, as its header {@code Retry-After} says in seconds or
   * with a date, which is compared with the server's own {@code Date} if there is one.
   *
   * @return the wait, from none to one hour; absent without such a header, or if it is malformed
   */
  public Optional<Duration> retryAfter() {
    Instant now = header("Date").flatMap(RetryAfter::date).orElseGet(Instant::now);
    return header("Retry-After").flatMap(value -> RetryAfter.parse(value, now));
  }

  /**
   * Returns the body.
   *
   * @return the bytes; not a copy, all zero after {@link #close()}
   */
  public byte[] body() {
    return body;
  }

  /** Wipes the body. Idempotent. */
  @Override
  public void close() {
    Arrays.fill(body, (byte) 0);
  }

  @Override
  public String toString() {
    return status + " from " + server + ", " + body.length + " bytes";
  }
}
