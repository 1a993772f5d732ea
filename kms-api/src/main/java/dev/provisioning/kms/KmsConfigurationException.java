package dev.provisioning.kms;

/** A setting is missing, unknown or malformed; the message names file, line and key. */
public final class KmsConfigurationException extends KmsException {
  private static final long serialVersionUID = 1L;

  KmsConfigurationException(ErrorDetails details) {
    super(details);
  }
}
