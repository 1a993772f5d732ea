package dev.provisioning.kms.age;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Optional;

/** Key ids of this backend: the texts of recipients. */
final class KeyIds {
  private KeyIds() {}

  static Optional<AgeRecipient> recipient(String keyId) {
    try {
      return Optional.of(AgeRecipient.parse(keyId));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static AgeRecipient require(String keyId) {
    return recipient(keyId)
        .orElseThrow(() -> notFound("a key of age is an X25519 recipient (age1...)"));
  }

  static KmsException notFound(String why) {
    return KmsException.of(ErrorCode.KEY_NOT_FOUND, why);
  }
}
