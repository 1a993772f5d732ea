package dev.provisioning.kms.cosmian.blob;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;

/**
 * Puts a zero byte before plaintexts that the server would misread: those that look like a batch,
 * and empty ones, which older servers cannot write in their answers.
 */
public final class Escape {
  private Escape() {}

  /**
   * Tells whether a plaintext must be escaped.
   *
   * @param plaintext the plaintext
   * @return whether
   */
  public static boolean isNeeded(byte[] plaintext) {
    return plaintext.length == 0 || Bulk.startsLike(plaintext);
  }

  /**
   * Escapes where that is needed.
   *
   * @param plaintext the plaintext; not changed
   * @return a copy, with a zero byte before it if it must be escaped; the caller wipes it
   */
  public static byte[] apply(byte[] plaintext) {
    int shift = isNeeded(plaintext) ? 1 : 0;
    byte[] sent = new byte[plaintext.length + shift];
    System.arraycopy(plaintext, 0, sent, shift, plaintext.length);
    return sent;
  }

  /**
   * Takes back what {@link #apply} did; the flag is authenticated by then.
   *
   * @param opened what the server opened; wiped if it is not what is returned
   * @param escaped the ciphertext's flag
   * @return the plaintext
   * @throws KmsException INVALID_CIPHERTEXT if the two do not agree
   */
  public static byte[] undo(byte[] opened, boolean escaped) {
    if (!escaped && !isNeeded(opened)) {
      return opened;
    }
    try {
      if (escaped && opened.length > 0 && opened[0] == 0) {
        byte[] plaintext = Arrays.copyOfRange(opened, 1, opened.length);
        if (isNeeded(plaintext)) {
          return plaintext;
        }
        Arrays.fill(plaintext, (byte) 0);
      }
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "what the server opened is not what this library encrypts");
    } finally {
      Arrays.fill(opened, (byte) 0);
    }
  }
}
