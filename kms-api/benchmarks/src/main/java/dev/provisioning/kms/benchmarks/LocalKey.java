package dev.provisioning.kms.benchmarks;

import com.google.crypto.tink.Aead;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One AES-256-GCM key in this process, in the place of a server: the same wrapping for ours and for
 * Tink.
 */
final class LocalKey {
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final SecureRandom random = new SecureRandom();
  private final SecretKeySpec key;
  private final ThreadLocal<Cipher> ciphers;

  LocalKey(Provider provider) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    key = new SecretKeySpec(bytes, "AES");
    ciphers =
        ThreadLocal.withInitial(
            () -> {
              try {
                return Cipher.getInstance("AES/GCM/NoPadding", provider);
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
              }
            });
  }

  byte[] encrypt(byte[] plaintext, byte[] bound) throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    Cipher cipher = ciphers.get();
    cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
    cipher.updateAAD(bound);
    byte[] out = ByteBuffer.allocate(NONCE + plaintext.length + TAG).put(nonce).array();
    cipher.doFinal(plaintext, 0, plaintext.length, out, NONCE);
    return out;
  }

  byte[] decrypt(byte[] sealed, byte[] bound) throws GeneralSecurityException {
    Cipher cipher = ciphers.get();
    cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, sealed, 0, NONCE));
    cipher.updateAAD(bound);
    return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
  }

  /** What Tink wraps its data keys with. */
  Aead aead() {
    LocalKey self = this;
    return new Aead() {
      @Override
      public byte[] encrypt(byte[] plaintext, byte[] bound) throws GeneralSecurityException {
        return self.encrypt(plaintext, bound);
      }

      @Override
      public byte[] decrypt(byte[] sealed, byte[] bound) throws GeneralSecurityException {
        return self.decrypt(sealed, bound);
      }
    };
  }
}
