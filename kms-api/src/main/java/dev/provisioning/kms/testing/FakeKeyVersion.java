package dev.provisioning.kms.testing;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM under one version of a key, with the canonical context as associated data. */
final class FakeKeyVersion {
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;

  FakeKeyVersion(SecureRandom random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, "AES");
  }

  byte[] encrypt(byte[] nonce, byte[] plaintext, EncryptionContext context) {
    try {
      return cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.INTERNAL, "AES-GCM failed", e);
    }
  }

  byte[] decrypt(byte[] nonce, byte[] sealed, EncryptionContext context) {
    try {
      return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(sealed);
    } catch (AEADBadTagException e) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT,
          "the ciphertext is tampered or truncated, or the key or context is another one",
          e);
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.INTERNAL, "AES-GCM failed", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, EncryptionContext context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context.canonicalBytes());
    return cipher;
  }
}
