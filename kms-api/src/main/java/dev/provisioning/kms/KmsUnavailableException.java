package dev.provisioning.kms;

/** The backend is throttled, unreachable or too slow; a later try can succeed. */
public final class KmsUnavailableException extends KmsException {
  private static final long serialVersionUID = 1L;

  KmsUnavailableException(ErrorDetails details) {
    super(details);
  }
}
