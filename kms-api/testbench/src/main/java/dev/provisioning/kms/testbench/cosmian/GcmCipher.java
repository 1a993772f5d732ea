package dev.provisioning.kms.testbench.cosmian;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-GCM as the server does it, which takes a tag of any length from one byte to sixteen. */
final class GcmCipher {
  static final int IV = 12;
  static final int TAG = 16;

  private final CosmianEra era;

  GcmCipher(CosmianEra era) {
    this.era = era;
  }

  /** The ciphertext and after it the tag. */
  byte[] seal(byte[] key, byte[] iv, byte[] aad, byte[] plaintext) {
    return run(Cipher.ENCRYPT_MODE, key, iv, aad, plaintext);
  }

  byte[] open(byte[] key, byte[] iv, byte[] aad, byte[] ciphertext, byte[] tag) {
    if (tag.length == 0 || tag.length > TAG || iv.length == 0) {
      throw Failure.cipher(era, "Error { reason: \"invalid tag\" }");
    }
    if (tag.length < TAG) {
      return openTruncated(key, iv, aad, ciphertext, tag);
    }
    byte[] sealed = Arrays.copyOf(ciphertext, ciphertext.length + TAG);
    System.arraycopy(tag, 0, sealed, ciphertext.length, TAG);
    return run(Cipher.DECRYPT_MODE, key, iv, aad, sealed);
  }

  /** OpenSSL compares as many bytes of the tag as it is given; the JDK wants at least twelve. */
  private byte[] openTruncated(byte[] key, byte[] iv, byte[] aad, byte[] ciphertext, byte[] tag) {
    // The key stream is the same both ways.
    byte[] streamed = run(Cipher.ENCRYPT_MODE, key, iv, aad, ciphertext);
    byte[] plaintext = Arrays.copyOf(streamed, ciphertext.length);
    byte[] sealed = run(Cipher.ENCRYPT_MODE, key, iv, aad, plaintext);
    byte[] expected = Arrays.copyOfRange(sealed, ciphertext.length, ciphertext.length + tag.length);
    if (!MessageDigest.isEqual(expected, tag)) {
      throw Failure.cipher(era, "");
    }
    return plaintext;
  }

  private byte[] run(int mode, byte[] key, byte[] iv, byte[] aad, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, iv));
      cipher.updateAAD(aad);
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw Failure.cipher(era, "");
    }
  }
}
