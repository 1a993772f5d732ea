package dev.provisioning.kms;

/** What went wrong, as a program acts upon it. Messages are for people and may change. */
public enum ErrorCode {
  /** The caller passed something that no backend accepts, such as a malformed context. */
  INVALID_ARGUMENT,
  /** A setting is missing, unknown, malformed or contradicts another one. */
  CONFIGURATION,
  /** The key does not exist. It is never created on the way. */
  KEY_NOT_FOUND,
  /** The key exists and is disabled, destroyed, expired or not yet active. */
  KEY_DISABLED,
  /** The backend does not know who is calling. */
  UNAUTHENTICATED,
  /** The backend, or the configured list of allowed keys, refuses this caller or this key. */
  ACCESS_DENIED,
  /**
   * Tampered, truncated, wrong key or wrong context. The cryptography cannot tell these apart; the
   * message names the context keys on both sides.
   */
  INVALID_CIPHERTEXT,
  /** This backend, or this configuration of it, cannot do that. */
  UNSUPPORTED,
  /** More bytes than the operation takes. */
  TOO_LARGE,
  /** The backend asks to slow down; retryable. */
  THROTTLED,
  /** The backend cannot be reached or is not ready; retryable. */
  UNAVAILABLE,
  /** No answer within the deadline; retryable. */
  TIMEOUT,
  /** The calling thread was interrupted; its interrupt flag is set again. */
  INTERRUPTED,
  /** A defect in this library, in a backend or in a server's answer. */
  INTERNAL;

  boolean retryable() {
    return this == THROTTLED || this == UNAVAILABLE || this == TIMEOUT;
  }
}
