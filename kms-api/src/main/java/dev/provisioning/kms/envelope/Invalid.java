package dev.provisioning.kms.envelope;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;

/** What is said of a message that does not open. */
final class Invalid {
  private Invalid() {}

  static KmsException header(String what) {
    return KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "not a valid envelope: " + what);
  }

  static KmsException frame(long index) {
    return KmsException.of(
        ErrorCode.INVALID_CIPHERTEXT,
        "frame "
            + index
            + " of the envelope is not authentic: it was changed or moved, or the envelope is cut off"
            + " or extended");
  }

  static KmsException truncated() {
    return KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "the envelope is truncated");
  }

  static KmsException emptyLastFrame() {
    return KmsException.of(
        ErrorCode.INVALID_CIPHERTEXT, "the last frame is empty although the message is not");
  }

  static KmsException tooLarge(String what) {
    return KmsException.of(ErrorCode.TOO_LARGE, what);
  }
}
