package dev.provisioning.kms.age;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;

/** Failures of files, as errors of this library. */
final class AgeFailures {
  private AgeFailures() {}

  /** A ciphertext that does not open. */
  static KmsException ofCiphertext(IOException e) {
    if (!(e instanceof AgeException age)) {
      return KmsException.of(ErrorCode.INTERNAL, "reading from memory failed", e);
    }
    String what =
        switch (age.failure()) {
          case HEADER -> "the header of the age file is malformed or too large";
          case NO_MATCH -> "no identity that may open this key's data opens the age file";
          case HMAC -> "the header of the age file was changed after it was written";
          case PAYLOAD -> "the payload of the age file was changed, cut off or extended";
          case ARMOR -> "the text form is malformed, or this is no age file";
          case CONTEXT -> "the age file is bound to another encryption context than the one given";
        };
    return KmsException.of(ErrorCode.INVALID_CIPHERTEXT, what, e);
  }

  /** A key file that cannot be written. */
  static KmsException ofFile(String what, IOException e) {
    if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
      return KmsException.of(ErrorCode.INTERRUPTED, what + ": interrupted", e);
    }
    String why =
        e instanceof AccessDeniedException ? "this user may not write there" : e.getMessage();
    return KmsException.of(ErrorCode.CONFIGURATION, what + ": " + why, e);
  }
}
