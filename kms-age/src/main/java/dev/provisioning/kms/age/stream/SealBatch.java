package dev.provisioning.kms.age.stream;

import dev.provisioning.kms.age.crypto.ChunkCipher;
import dev.provisioning.kms.age.crypto.PayloadKey;
import dev.provisioning.kms.age.format.Payload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A few neighbouring chunks to seal. Filled and written by one thread, run by another. */
final class SealBatch implements Runnable {
  static final int CHUNKS = 4;

  private final ChunkCipher cipher;
  private final byte[] plaintext = new byte[CHUNKS * Payload.CHUNK_BYTES];
  private final byte[] sealed = new byte[CHUNKS * Payload.SEALED_BYTES];
  private long firstIndex;
  private int plaintextLength;
  private int sealedLength;
  private boolean last;

  SealBatch(PayloadKey key) {
    this.cipher = ChunkCipher.of(key);
  }

  /** Reads until the batch is full; {@code lookedAhead} is its first byte, or negative. */
  int fill(InputStream source, long index, int lookedAhead) throws IOException {
    firstIndex = index;
    int start = 0;
    if (lookedAhead >= 0) {
      plaintext[0] = (byte) lookedAhead;
      start = 1;
    }
    plaintextLength = start + source.readNBytes(plaintext, start, plaintext.length - start);
    return plaintextLength;
  }

  boolean isFull() {
    return plaintextLength == plaintext.length;
  }

  void setLast(boolean last) {
    this.last = last;
  }

  @Override
  public void run() {
    sealedLength = 0;
    int done = 0;
    do {
      int length = Math.min(Payload.CHUNK_BYTES, plaintextLength - done);
      long index = firstIndex + done / Payload.CHUNK_BYTES;
      done += length;
      byte[] nonce = Payload.chunkNonce(index, last && done == plaintextLength);
      cipher.seal(nonce, plaintext, done - length, length, sealed, sealedLength);
      sealedLength += length + Payload.TAG_BYTES;
    } while (done < plaintextLength);
  }

  void write(OutputStream target) throws IOException {
    target.write(sealed, 0, sealedLength);
  }

  void wipe() {
    Arrays.fill(plaintext, (byte) 0);
  }
}
