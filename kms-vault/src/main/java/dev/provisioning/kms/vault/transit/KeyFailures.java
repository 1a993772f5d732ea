package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.vault.wire.RefusalTexts;

/** Says which key a failure is about, and what to do, where the server's text does not. */
final class KeyFailures {
  private KeyFailures() {}

  static KmsException named(KeyName key, String operation, KmsException failure) {
    return switch (failure.code()) {
      case KEY_NOT_FOUND ->
          saying(failure, "there is no key " + key + "; createKey, or kms create-key, makes one");
      // Without "create" a policy denies encrypting with a missing key like everything else.
      case ACCESS_DENIED ->
          operation.equals("encrypt")
              ? saying(failure, failure.getMessage() + ", or the key " + key + " does not exist")
              : failure;
      default -> failure;
    };
  }

  /** What an item's own error means. */
  static KmsException ofItem(KeyName key, String operation, String text) {
    return named(key, operation, RefusalTexts.of(text).build());
  }

  private static KmsException saying(KmsException failure, String message) {
    KmsException.Builder said =
        KmsException.builder(failure.code(), message).retryable(failure.isRetryable());
    failure.retryAfter().ifPresent(said::retryAfter);
    failure.requestId().ifPresent(said::requestId);
    return said.build();
  }
}
