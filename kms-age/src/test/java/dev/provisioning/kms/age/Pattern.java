package dev.provisioning.kms.age;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Any amount of data without storing it: blocks that differ by their number only. */
final class Pattern extends InputStream {
  private final byte[] block = Sources.bytes(32 * 1024);
  private long remaining;
  private long number;
  private int position = block.length;

  Pattern(long size) {
    this.remaining = size;
  }

  static byte[] sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 * 1024];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (remaining == 0) {
      return -1;
    }
    if (position == block.length) {
      ByteBuffer.wrap(block).putLong(0, number++);
      position = 0;
    }
    int n = (int) Math.min(Math.min(length, block.length - position), remaining);
    System.arraycopy(block, position, target, offset, n);
    position += n;
    remaining -= n;
    return n;
  }
}
