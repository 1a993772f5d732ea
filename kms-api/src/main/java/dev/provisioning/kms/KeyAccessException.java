package dev.provisioning.kms;

/** The key is missing or disabled, or the caller may not use it. */
public final class KeyAccessException extends KmsException {
  private static final long serialVersionUID = 1L;

  KeyAccessException(ErrorDetails details) {
    super(details);
  }
}
