package dev.provisioning.kms;

import java.util.List;

/**
 * Adds to "invalid ciphertext" what a person needs to find out which of its four causes it was: the
 * context keys on both sides, never their values.
 */
final class ContextHint {
  private static final int SHOWN = 400;

  private ContextHint() {}

  private static String shown(List<String> keys) {
    String all = keys.toString();
    return all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "…";
  }

  static KmsException explain(
      KmsException e, KmsOperation operation, Ciphertext c, EncryptionContext given) {
    if (e.code() != ErrorCode.INVALID_CIPHERTEXT) {
      return e;
    }
    String bound = c.contextKeys().map(ContextHint::shown).orElse("not known");
    boolean wrongKind = c.isDataKey() && operation == KmsOperation.DECRYPT;
    return e.saying(
        e.getMessage()
            + " (context keys bound: "
            + bound
            + "; given: "
            + shown(given.keys())
            + (wrongKind
                ? "; it says to be a wrapped data key, which decryptDataKey opens)"
                : ")"));
  }
}
