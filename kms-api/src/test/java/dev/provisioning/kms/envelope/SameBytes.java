package dev.provisioning.kms.envelope;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;

/**
 * Takes the bytes that its stream gives and nothing else. They repeat, after a number of bytes that
 * no frame divides, so that no two frames of 64 GiB are the same; making and comparing them is as
 * fast as a copy.
 */
final class SameBytes extends OutputStream {
  private static final int PERIOD = 1_000_003;
  private static final byte[] BYTES = new byte[PERIOD];

  static {
    new Random(1).nextBytes(BYTES);
  }

  private long count;

  long count() {
    return count;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      int at = (int) (count % PERIOD);
      int n = Math.min(length - done, PERIOD - at);
      int from = offset + done;
      SmallHeap.require(Arrays.equals(bytes, from, from + n, BYTES, at, at + n));
      done += n;
      count += n;
    }
  }

  static InputStream stream(long size) {
    return new Source(size);
  }

  private static final class Source extends InputStream {
    private final long size;
    private long position;

    Source(long size) {
      this.size = size;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int at = (int) (position % PERIOD);
      int n = (int) Math.min(Math.min(length, PERIOD - at), size - position);
      if (n == 0) {
        return length == 0 ? 0 : -1;
      }
      System.arraycopy(BYTES, at, bytes, offset, n);
      position += n;
      return n;
    }
  }
}
