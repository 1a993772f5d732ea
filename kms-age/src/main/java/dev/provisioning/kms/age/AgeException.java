package dev.provisioning.kms.age;

import java.io.IOException;
import java.util.Objects;

/**
 * An age file that cannot be read, with the class of the failure.
 *
 * <p>Messages hold no key, no plaintext and no context value.
 */
public final class AgeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** The part of the format that failed, in the terms of the age test vectors. */
  public enum Failure {
    /** The header, a stanza or the payload nonce is malformed, or larger than the limits. */
    HEADER,
    /** The header is well formed, but none of the identities opens any of its stanzas. */
    NO_MATCH,
    /** An identity matched, but the header was changed after it was written. */
    HMAC,
    /** A chunk of the payload was changed, is missing, or is followed by other bytes. */
    PAYLOAD,
    /** The text form is malformed, or the input is no age file at all. */
    ARMOR,
    /** The file is bound to another encryption context, or to none although one is expected. */
    CONTEXT
  }

  /** What failed. */
  private final Failure failure;

  /**
   * Creates the exception.
   *
   * @param failure the class of the failure
   * @param message a text without secrets
   */
  public AgeException(Failure failure, String message) {
    super(message);
    this.failure = Objects.requireNonNull(failure);
  }

  /**
   * Returns the class of the failure.
   *
   * @return the failure, never null
   */
  public Failure failure() {
    return failure;
  }
}
