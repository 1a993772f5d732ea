package dev.provisioning.kms;

/** The ciphertext is tampered, truncated, or made under another key or context. */
public final class InvalidCiphertextException extends KmsException {
  private static final long serialVersionUID = 1L;

  InvalidCiphertextException(ErrorDetails details) {
    super(details);
  }
}
