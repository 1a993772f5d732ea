package dev.provisioning.kms.service.cli.io;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Keeps a plaintext in memory until all of it is verified. One that is too large for that is let
 * through from then on: each of its frames is verified, and only whether the end is missing shows
 * later.
 */
public final class HeldBack extends OutputStream {
  /** What is held at most, in bytes: 16 MiB. */
  public static final int MOST = 16 * 1024 * 1024;

  private static final int BLOCK = 64 * 1024;

  private final OutputStream out;
  private final Deque<byte[]> blocks = new ArrayDeque<>();
  private int used = BLOCK;
  private boolean letThrough;

  /**
   * Holds nothing yet.
   *
   * @param out gets what is released; never closed
   */
  public HeldBack(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!letThrough && (long) blocks.size() * BLOCK - BLOCK + used + length > MOST) {
      release();
      letThrough = true;
    }
    if (letThrough) {
      out.write(bytes, offset, length);
    } else {
      hold(bytes, offset, length);
    }
  }

  private void hold(byte[] bytes, int offset, int length) {
    int done = 0;
    while (done < length) {
      if (used == BLOCK) {
        blocks.addLast(new byte[BLOCK]);
        used = 0;
      }
      int n = Math.min(BLOCK - used, length - done);
      System.arraycopy(bytes, offset + done, blocks.getLast(), used, n);
      used += n;
      done += n;
    }
  }

  /**
   * Lets out what is held, and wipes it.
   *
   * @throws IOException if the target fails
   */
  public void release() throws IOException {
    while (!blocks.isEmpty()) {
      byte[] block = blocks.getFirst();
      out.write(block, 0, blocks.size() == 1 ? used : BLOCK);
      Arrays.fill(block, (byte) 0);
      blocks.removeFirst();
    }
    used = BLOCK;
  }

  /** Wipes what was not released. */
  @Override
  public void close() {
    blocks.forEach(block -> Arrays.fill(block, (byte) 0));
    blocks.clear();
    used = BLOCK;
  }
}
