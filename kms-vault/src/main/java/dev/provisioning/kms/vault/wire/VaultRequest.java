package dev.provisioning.kms.vault.wire;

import org.jspecify.annotations.Nullable;

/** One request of Vault's API. Immutable, but for the body, which its maker wipes. */
public final class VaultRequest {
  private final String method;
  private final String path;
  private final byte @Nullable [] body;
  private final boolean idempotent;

  private VaultRequest(String method, String path, byte @Nullable [] body, boolean idempotent) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.idempotent = idempotent;
  }

  /**
   * Asks.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @return the request
   */
  public static VaultRequest get(String path) {
    return new VaultRequest("GET", path, null, true);
  }

  /**
   * Has the server compute something, which may be done twice.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest compute(String path, byte[] body) {
    return new VaultRequest("POST", path, body, true);
  }

  /**
   * Changes something on the server, which must not be done twice.
   *
   * @param path below {@code /v1/}, percent-encoded
   * @param body JSON; not copied
   * @return the request
   */
  public static VaultRequest change(String path, byte[] body) {
    return new VaultRequest("POST", path, body, false);
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

  @Override
  public String toString() {
    return method + " " + path;
  }
}
