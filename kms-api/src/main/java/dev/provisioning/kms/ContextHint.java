package dev.provisioning.kms;

/**
 * Adds to "invalid ciphertext" what a person needs to find out which of its four causes it was: the
 * context keys on both sides, never their values.
 */
final class ContextHint {
  private ContextHint() {}

  static KmsException explain(KmsException e, Ciphertext c, EncryptionContext given) {
    if (e.code() != ErrorCode.INVALID_CIPHERTEXT) {
      return e;
    }
    String bound = c.contextKeys().map(Object::toString).orElse("not known");
    boolean wrongKind =
        c.isDataKey() && e.operation().filter(o -> o == KmsOperation.DECRYPT).isPresent();
    return e.saying(
        e.getMessage()
            + " (context keys bound: "
            + bound
            + "; given: "
            + given.keys()
            + (wrongKind
                ? "; it says to be a wrapped data key, which decryptDataKey opens)"
                : ")"));
  }
}
