package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** A few neighbouring frames to seal. Filled and written by one thread, run by any. */
final class SealBatch {
  private final FrameCipher cipher;
  private final byte[] plaintext;
  private final byte[] sealed;
  private long firstIndex;
  private int filled;
  private int sealedLength;
  private boolean last;

  SealBatch(FrameCipher cipher, int frames) {
    this.cipher = cipher;
    this.plaintext = new byte[frames * Frames.PLAINTEXT];
    this.sealed = new byte[frames * Frames.SEALED];
  }

  /** Empties it and says which frame is its first. */
  SealBatch startingAt(long index) {
    firstIndex = index;
    filled = 0;
    last = false;
    return this;
  }

  boolean isFull() {
    return filled == plaintext.length;
  }

  int put(byte[] bytes, int offset, int length) {
    int n = Math.min(length, plaintext.length - filled);
    System.arraycopy(bytes, offset, plaintext, filled, n);
    filled += n;
    return n;
  }

  /** Reads until it is full or the source ends; returns how much. */
  int fill(InputStream source) throws IOException {
    int n = source.readNBytes(plaintext, filled, plaintext.length - filled);
    filled += n;
    return n;
  }

  void end() {
    last = true;
  }

  void seal() {
    sealedLength = 0;
    int done = 0;
    long index = firstIndex;
    do {
      int length = Math.min(Frames.PLAINTEXT, filled - done);
      boolean end = last && done + length == filled;
      cipher.seal(index++, end, plaintext, done, length, sealed, sealedLength);
      done += length;
      sealedLength += length + Frames.TAG;
    } while (done < filled);
  }

  void writeTo(OutputStream target) throws IOException {
    target.write(sealed, 0, sealedLength);
  }

  void wipe() {
    Arrays.fill(plaintext, (byte) 0);
  }
}
