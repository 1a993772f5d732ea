package dev.provisioning.kms.age;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;

/** Test data, and sources that behave as files do not. */
final class Sources {
  private Sources() {}

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Delivers at most {@code most} bytes a read. */
  static InputStream shortReads(byte[] bytes, int most) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, most));
      }

      @Override
      public int available() {
        return 0;
      }
    };
  }

  /** Fails after the first bytes. */
  static InputStream dying(byte[] bytes, int after) {
    InputStream dead =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the source died");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    return new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(bytes, after)), dead);
  }
}
