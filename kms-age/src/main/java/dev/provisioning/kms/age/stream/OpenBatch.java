package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A few neighbouring chunks to open. Filled and written by one thread, run by another. */
final class OpenBatch implements Runnable {
  static final int CHUNKS = 4;

  private final ChunkOpener opener;
  private final byte[] sealed = new byte[CHUNKS * Payload.SEALED_BYTES];
  private final byte[] plaintext = new byte[CHUNKS * Payload.CHUNK_BYTES];
  private long firstIndex;
  private int sealedLength;
  private int plaintextLength;
  private boolean last;
  private @Nullable AgeException failure;
  private @Nullable IOException sourceFailure;

  OpenBatch(PayloadKey key) {
    this.opener = new ChunkOpener(key);
  }

  /** Reads until the batch is full; false if the source ended or failed before that. */
  boolean fill(InputStream source, long index) {
    firstIndex = index;
    sealedLength = 0;
    sourceFailure = null;
    try {
      int n = 0;
      while (n >= 0 && sealedLength < sealed.length) {
        sealedLength += n;
        n = source.read(sealed, sealedLength, sealed.length - sealedLength);
      }
      return n >= 0;
    } catch (IOException e) {
      // As with one thread, the chunks that came whole are released before the failure is.
      sourceFailure = e;
      sealedLength -= sealedLength % Payload.SEALED_BYTES;
      return false;
    }
  }

  @Override
  public void run() {
    plaintextLength = 0;
    last = false;
    failure = null;
    int done = 0;
    try {
      while (done < sealedLength && !last) {
        int length = Math.min(Payload.SEALED_BYTES, sealedLength - done);
        long index = firstIndex + done / Payload.SEALED_BYTES;
        plaintextLength += opener.open(index, sealed, done, length, plaintext, plaintextLength);
        last = opener.wasLast();
        done += length;
      }
      if (done < sealedLength) {
        failure = ChunkOpener.trailing();
      }
    } catch (AgeException e) {
      failure = e;
    }
  }

  /** Releases the authentic chunks, then throws what stopped the batch. */
  int release(OutputStream target) throws IOException {
    target.write(plaintext, 0, plaintextLength);
    if (failure != null) {
      throw failure;
    }
    if (sourceFailure != null) {
      throw sourceFailure;
    }
    return plaintextLength;
  }

  boolean isEmpty() {
    return sealedLength == 0;
  }

  boolean isLast() {
    return last;
  }

  void wipe() {
    Arrays.fill(plaintext, (byte) 0);
  }
}
