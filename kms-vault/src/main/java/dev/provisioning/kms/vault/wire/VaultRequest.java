package dev.provisioning.kms.vault.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request of Vault's API. Immutable, but for the body, which its maker wipes. */
public final class VaultRequest {
  private final String method;
  private final String path;
  private final byte @Nullable [] body;
  private final boolean idempotent;
  private final boolean batch;
  private final @Nullable Duration deadline;

  private VaultRequest(
      String method,
      String path,
      byte @Nullable [] body,
      boolean idempotent,
      boolean batch,
      @Nullable Duration deadline) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.idempotent = idempotent;
    this.batch = batch;
    this.deadline = deadline;
  }

  /**
   * Asks.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @return the request
   */
  public static VaultRequest get(String path) {
    return new VaultRequest("GET", path, null, true, false, null);
  }

  /**
   * Has the server compute something, which may be done twice.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest compute(String path, byte[] body) {
    return new VaultRequest("POST", path, body, true, false, null);
  }

  /**
   * The same for many items, of which each has a result of its own in the data, whatever the status
   * of the whole.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest batch(String path, byte[] body) {
    return new VaultRequest("POST", path, body, true, true, null);
  }

  /**
   * Changes something on the server, which must not be done twice.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest change(String path, byte[] body) {
    return new VaultRequest("POST", path, body, false, false, null);
  }

  /**
   * Shortens the time that the request may take.
   *
   * @param longest instead of what the settings say
   * @return such a request
   */
  public VaultRequest within(Duration longest) {
    return new VaultRequest(method, path, body, idempotent, batch, longest);
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  byte @Nullable [] body() {
    return body;
  }

  boolean idempotent() {
    return idempotent;
  }

  boolean batch() {
    return batch;
  }

  @Nullable Duration deadline() {
    return deadline;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
