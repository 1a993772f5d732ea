package dev.provisioning.kms.age.format;

import java.nio.ByteBuffer;

/** Sizes of the payload, and the nonce of a chunk. */
public final class Payload {
  /** Length of the nonce before the first chunk. */
  public static final int NONCE_BYTES = 16;

  /** Plaintext of every chunk but the last. */
  public static final int CHUNK_BYTES = 64 * 1024;

  /** What sealing adds to a chunk. */
  public static final int TAG_BYTES = 16;

  /** Ciphertext of every chunk but the last. */
  public static final int SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;

  private Payload() {}

  /**
   * Makes the nonce: an 11-byte big-endian counter, then one byte that says whether it is the last.
   *
   * @param index the number of the chunk, from 0
   * @param last whether it is the last chunk
   * @return 12 bytes
   */
  public static byte[] chunkNonce(long index, boolean last) {
    return ByteBuffer.allocate(12).putLong(3, index).put(11, (byte) (last ? 1 : 0)).array();
  }

  /**
   * Computes the size of a payload without its nonce.
   *
   * @param plaintext the number of plaintext bytes
   * @return the number of ciphertext bytes
   */
  public static long sealedSize(long plaintext) {
    long chunks = Math.max(1, (plaintext + CHUNK_BYTES - 1) / CHUNK_BYTES);
    return Math.addExact(plaintext, Math.multiplyExact(chunks, TAG_BYTES));
  }

  /**
   * Computes the size of a plaintext.
   *
   * @param sealed the number of ciphertext bytes without the nonce
   * @return the number of plaintext bytes; for a truncated payload a bound
   */
  public static long openedSize(long sealed) {
    long full = sealed / SEALED_BYTES;
    return full * CHUNK_BYTES + Math.max(0, sealed % SEALED_BYTES - TAG_BYTES);
  }
}
