package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.crypto.ChunkCipher;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Payload;
import java.util.Arrays;

/** The rules for opening one chunk, the same for one thread and for several. */
final class ChunkOpener {
  private final ChunkCipher cipher;
  private boolean last;

  ChunkOpener(PayloadKey key) {
    this.cipher = ChunkCipher.of(key);
  }

  /** Whether the chunk opened most recently says that it is the last one. */
  boolean wasLast() {
    return last;
  }

  /** Opens a chunk and returns the length of its plaintext; on failure none of it stays. */
  int open(long index, byte[] in, int inOffset, int length, byte[] out, int outOffset)
      throws AgeException {
    if (length < Payload.TAG_BYTES) {
      throw failure("the payload is truncated");
    }
    int plaintext = length - Payload.TAG_BYTES;
    // A full chunk is tried as an inner one first, so that no look-ahead is needed and plaintext
    // is released without waiting for input that may come much later.
    boolean inner =
        length == Payload.SEALED_BYTES
            && cipher.open(Payload.chunkNonce(index, false), in, inOffset, length, out, outOffset);
    last = !inner;
    if (last
        && !cipher.open(Payload.chunkNonce(index, true), in, inOffset, length, out, outOffset)) {
      Arrays.fill(out, outOffset, outOffset + plaintext, (byte) 0);
      throw failure("chunk " + index + " of the payload was changed, or the end is missing");
    }
    if (plaintext == 0 && index > 0) {
      throw failure("the last chunk is empty although the payload is not");
    }
    return plaintext;
  }

  static AgeException truncated() {
    return failure("the payload is truncated");
  }

  static AgeException trailing() {
    return failure("something follows the last chunk of the payload");
  }

  private static AgeException failure(String message) {
    return new AgeException(AgeException.Failure.PAYLOAD, message);
  }
}
