package dev.provisioning.kms.age.crypto;

import java.security.NoSuchAlgorithmException;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;

/**
 * Seals and opens the chunks of one payload. One object serves one thread.
 *
 * <p>A nonce is never used twice for the same direction: the JDK 17 refuses that even for opening.
 */
public sealed interface ChunkCipher permits JdkChunkCipher, BouncyCastleChunkCipher {
  /**
   * Takes the JDK's cipher, or Bouncy Castle's if the JDK has none.
   *
   * @param key the key of the payload, not destroyed while the cipher is used
   * @return a new cipher
   */
  static ChunkCipher of(PayloadKey key) {
    try {
      return new JdkChunkCipher(Cipher.getInstance("ChaCha20-Poly1305"), key);
    } catch (NoSuchAlgorithmException | NoSuchPaddingException absent) {
      return new BouncyCastleChunkCipher(key);
    }
  }

  /**
   * Seals one chunk.
   *
   * @param nonce 12 bytes, new for this key
   * @param in the array of the plaintext
   * @param inOffset where it starts
   * @param length its length
   * @param out another array, with room for 16 bytes more
   * @param outOffset where the ciphertext starts
   */
  void seal(byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset);

  /**
   * Opens one chunk. On failure {@code out} may hold bytes that were never verified.
   *
   * @param nonce 12 bytes
   * @param in the array of the ciphertext, which stays unchanged
   * @param inOffset where it starts
   * @param length its length, at least 16
   * @param out another array, with room for 16 bytes less
   * @param outOffset where the plaintext starts
   * @return true if the chunk is authentic
   */
  boolean open(byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset);
}
