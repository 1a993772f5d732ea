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
  private final Instant arrived;

  HttpReply(String server, int status, HttpHeaders headers, byte[] body, Instant arrived) {
    this.server = server;
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.arrived = arrived;
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

  /**
   * Returns how long the server asks to wait before another try.
   *
   * @return what {@code Retry-After} says, an hour at most; empty if it says nothing that makes
   *     sense
   */
  public Optional<Duration> retryAfter() {
    return header("Retry-After").flatMap(text -> RetryAfter.parse(text, arrived));
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
