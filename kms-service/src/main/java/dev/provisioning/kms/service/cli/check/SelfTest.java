package dev.provisioning.kms.service.cli.check;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encrypts and decrypts with the primary backend, and sees a wrong context refused. */
final class SelfTest {
  private static final String SUBJECT = "round trip";

  private SelfTest() {}

  static Finding run(Kms kms) {
    byte[] probe = "kms doctor".getBytes(StandardCharsets.UTF_8);
    EncryptionContext context = EncryptionContext.of("purpose", "doctor");
    try {
      Ciphertext sealed = kms.encrypt(probe, context);
      if (!kms.capabilities().contains(Capability.DECRYPT)) {
        return Finding.note(SUBJECT, "encrypts only: there is nothing here to decrypt with");
      }
      if (!Arrays.equals(probe, kms.decrypt(sealed, context))) {
        return Finding.wrong(SUBJECT, "the plaintext came back changed");
      }
      return refusesWrongContext(kms, sealed)
          ? Finding.ok(SUBJECT, "encrypts, decrypts, and refuses a wrong context")
          : Finding.wrong(SUBJECT, "a wrong context was accepted");
    } catch (RuntimeException e) {
      return Finding.wrong(SUBJECT, e);
    }
  }

  private static boolean refusesWrongContext(Kms kms, Ciphertext sealed) {
    try {
      kms.decrypt(sealed, EncryptionContext.of("purpose", "another"));
      return false;
    } catch (KmsException e) {
      if (e.code() == ErrorCode.INVALID_CIPHERTEXT) {
        return true;
      }
      throw e;
    }
  }
}
