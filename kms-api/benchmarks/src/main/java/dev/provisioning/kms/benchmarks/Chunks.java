package dev.provisioning.kms.benchmarks;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Bytes in memory that need no single array. */
final class Chunks extends OutputStream {
  private static final int SIZE = 1 << 20;

  private final List<byte[]> full = new ArrayList<>();
  private byte[] last = new byte[SIZE];
  private int count;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      if (count == SIZE) {
        full.add(last);
        last = new byte[SIZE];
        count = 0;
      }
      int n = Math.min(length - done, SIZE - count);
      System.arraycopy(bytes, offset + done, last, count, n);
      count += n;
      done += n;
    }
  }

  /** Reads them all from the start. */
  InputStream read() {
    return new Reading();
  }

  private final class Reading extends InputStream {
    private int chunk;
    private int position;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return 0;
      }
      if (chunk < full.size() && position == SIZE) {
        chunk++;
        position = 0;
      }
      boolean atLast = chunk == full.size();
      int n = Math.min(length, (atLast ? count : SIZE) - position);
      if (n == 0) {
        return -1;
      }
      System.arraycopy(atLast ? last : full.get(chunk), position, bytes, offset, n);
      position += n;
      return n;
    }
  }
}
