package dev.provisioning.kms.envelope;

import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A few neighbouring frames to open. Filled and written by one thread, run by any. */
final class OpenBatch {
  private final FrameCipher cipher;
  private final byte[] sealed;
  private final byte[] plaintext;
  private long firstIndex;
  private int sealedLength;
  private int ahead = -1;
  private int openedLength;
  private @Nullable KmsException failure;

  OpenBatch(FrameCipher cipher, int frames) {
    this.cipher = cipher;
    this.sealed = new byte[frames * Frames.SEALED];
    this.plaintext = new byte[frames * Frames.PLAINTEXT];
  }

  /**
   * Reads until it is full and one byte more, because only that tells which frame is the last.
   *
   * @param lookedAhead the byte that the batch before read; negative for the first batch
   * @return the byte that belongs to the next batch; negative if this one is the last
   */
  int fill(InputStream source, long index, int lookedAhead) throws IOException {
    firstIndex = index;
    int start = 0;
    if (lookedAhead >= 0) {
      sealed[0] = (byte) lookedAhead;
      start = 1;
    }
    sealedLength = start + source.readNBytes(sealed, start, sealed.length - start);
    ahead = sealedLength == sealed.length ? source.read() : -1;
    return ahead;
  }

  void open() {
    openedLength = 0;
    failure = null;
    int done = 0;
    long index = firstIndex;
    try {
      do {
        int length = Math.min(Frames.SEALED, sealedLength - done);
        boolean last = ahead < 0 && done + length == sealedLength;
        cipher.open(index++, last, sealed, done, length, plaintext, openedLength);
        done += length;
        openedLength += length - Frames.TAG;
      } while (done < sealedLength);
    } catch (KmsException e) {
      failure = e;
    }
  }

  /** Releases the authentic frames, then throws what stopped the batch. */
  int writeTo(OutputStream target) throws IOException {
    target.write(plaintext, 0, openedLength);
    if (failure != null) {
      throw failure;
    }
    return openedLength;
  }

  void wipe() {
    Arrays.fill(plaintext, (byte) 0);
  }
}
