package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.crypto.ChunkCipher;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Payload;
import java.util.Arrays;

/** A payload in one array: no buffer beside the result. */
public final class WholePayload {
  private WholePayload() {}

  /**
   * Seals a plaintext behind what {@code file} already holds.
   *
   * @param key the key of the payload
   * @param plaintext all of it
   * @param file the array of the result
   * @param offset where the first chunk goes; the rest of the array is exactly the payload
   */
  public static void seal(PayloadKey key, byte[] plaintext, byte[] file, int offset) {
    ChunkCipher cipher = ChunkCipher.of(key);
    long index = 0;
    int from = 0;
    int to = offset;
    boolean last;
    do {
      int length = Math.min(Payload.CHUNK_BYTES, plaintext.length - from);
      last = from + length == plaintext.length;
      cipher.seal(Payload.chunkNonce(index++, last), plaintext, from, length, file, to);
      from += length;
      to += length + Payload.TAG_BYTES;
    } while (!last);
  }

  /**
   * Opens the payload that starts at {@code offset}; nothing is released unless all is authentic.
   *
   * @param key the key of the payload
   * @param file the array of the file
   * @param offset where the first chunk starts
   * @return the plaintext
   * @throws AgeException PAYLOAD
   */
  public static byte[] open(PayloadKey key, byte[] file, int offset) throws AgeException {
    byte[] plaintext = new byte[(int) Payload.openedSize(file.length - offset)];
    boolean done = false;
    try {
      openInto(plaintext, new ChunkOpener(key), file, offset);
      done = true;
      return plaintext;
    } finally {
      if (!done) {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
  }

  private static void openInto(byte[] plaintext, ChunkOpener opener, byte[] file, int offset)
      throws AgeException {
    long index = 0;
    int from = offset;
    int to = 0;
    do {
      int length = Math.min(Payload.SEALED_BYTES, file.length - from);
      to += opener.open(index++, file, from, length, plaintext, to);
      from += length;
    } while (!opener.wasLast());
    if (from < file.length) {
      throw ChunkOpener.trailing();
    }
  }
}
