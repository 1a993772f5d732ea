package dev.provisioning.kms.benchmarks;

import java.io.InputStream;

/** A stream of so many bytes that costs no more than a copy. */
final class Repeated extends InputStream {
  private static final byte[] BYTES = new byte[64 * 1024];

  private long left;

  Repeated(long size) {
    left = size;
  }

  @Override
  public int read() {
    if (left == 0) {
      return -1;
    }
    left--;
    return 0;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (left == 0) {
      return length == 0 ? 0 : -1;
    }
    int n = (int) Math.min(Math.min(length, BYTES.length), left);
    System.arraycopy(BYTES, 0, bytes, offset, n);
    left -= n;
    return n;
  }
}
