package dev.provisioning.kms.vault.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request of Vault's API. Immutable, but for the body, which its maker wipes. */
public final class VaultRequest {
  private final String method;
  private final String path;
  private final byte @Nullable [] body;
  private final boolean idempotent;
  private final @Nullable Duration deadline;

  private VaultRequest(
      String method,
      String path,
      byte @Nullable [] body,
      boolean idempotent,
      @Nullable Duration deadline) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.idempotent = idempotent;
    this.deadline = deadline;
  }

  /**
   * Asks.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @return the request
   */
  public static VaultRequest get(String path) {
    return new VaultRequest("GET", path, null, true, null);
  }

  /**
   * Has the server compute something, which may be done twice.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest compute(String path, byte[] body) {
    return new VaultRequest("POST", path, body, true, null);
  }

  /**
   * Changes something on the server, which must not be done twice.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest change(String path, byte[] body) {
    return new VaultRequest("POST", path, body, false, null);
  }

  /**
   * Shortens the time that the request may take.
   *
   * @param longest instead of what the settings say
   * @return such a request
   */
  public VaultRequest within(Duration longest) {
    return new VaultRequest(method, path, body, idempotent, longest);
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

  @Nullable Duration deadline() {
    return deadline;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
