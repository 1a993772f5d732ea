package dev.provisioning.kms.service.cli.io;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how much of a file was read, on one line that it clears at the end. */
public final class ProgressBar extends FilterInputStream {
  private static final long EVERY_NANOS = 100_000_000;
  private static final int WIDTH = 30;
  private static final double MEBI = 1024 * 1024;

  private final PrintStream err;
  private final long size;
  private final LongSupplier nanoTime;
  private final long start;
  private long read;
  private long shown;

  /**
   * Wraps a file.
   *
   * @param in the file
   * @param size its size in bytes, more than 0
   * @param err a terminal
   * @param nanoTime a clock
   */
  public ProgressBar(InputStream in, long size, PrintStream err, LongSupplier nanoTime) {
    super(in);
    this.size = size;
    this.err = err;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.shown = start;
  }

  @Override
  public int read() throws IOException {
    int b = super.read();
    count(b < 0 ? 0 : 1);
    return b;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = super.read(bytes, offset, length);
    count(Math.max(n, 0));
    return n;
  }

  private void count(int n) {
    read += n;
    long now = nanoTime.getAsLong();
    if (now - shown >= EVERY_NANOS) {
      shown = now;
      err.print("\r" + line(now) + "\u001b[K");
      err.flush();
    }
  }

  private String line(long now) {
    // The file can grow while it is read.
    double part = Math.min(1, (double) read / size);
    int full = (int) (part * WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %.0f of %.0f MiB  %.0f MiB/s",
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        (int) (part * 100),
        read / MEBI,
        size / MEBI,
        read / MEBI / ((now - start) / 1e9));
  }

  @Override
  public void close() throws IOException {
    if (shown != start) {
      err.print("\r\u001b[K");
      err.flush();
    }
    super.close();
  }
}
