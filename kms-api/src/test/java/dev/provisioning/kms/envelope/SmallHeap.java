package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;

import dev.provisioning.kms.testing.FakeKms;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program for a JVM with a small heap: seals a stream of any size into a file and opens it. */
final class SmallHeap {
  private SmallHeap() {}

  /**
   * Runs it.
   *
   * @param arguments size in bytes, threads, file
   */
  public static void main(String[] arguments) throws IOException {
    long size = Long.parseLong(arguments[0]);
    Path file = Path.of(arguments[2]);
    try (Envelope envelope =
        Envelope.builder(FakeKms.create().withKey("k1").client())
            .threads(Integer.parseInt(arguments[1]))
            .build()) {
      try (OutputStream out = Files.newOutputStream(file)) {
        require(size == envelope.seal(new Generated(size), out, CONTEXT));
      }
      Compared target = new Compared();
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        require(size == envelope.open(in, target, CONTEXT));
      }
      require(target.position == size);
    }
    System.out.println("same " + size);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("what came back differs");
    }
  }

  /** Never the same in two frames. */
  private static byte at(long position) {
    return (byte) (position ^ (position >> 8) ^ (position >> 16) ^ (position >> 24));
  }

  private static final class Generated extends InputStream {
    private final long size;
    private long position;

    Generated(long size) {
      this.size = size;
    }

    @Override
    public int read() {
      return position == size ? -1 : at(position++) & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      int n = (int) Math.min(length, size - position);
      if (n == 0) {
        return length == 0 ? 0 : -1;
      }
      for (int i = 0; i < n; i++) {
        bytes[offset + i] = at(position + i);
      }
      position += n;
      return n;
    }
  }

  private static final class Compared extends OutputStream {
    private long position;

    @Override
    public void write(int b) {
      require((byte) b == at(position++));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      for (int i = 0; i < length; i++) {
        require(bytes[offset + i] == at(position + i));
      }
      position += length;
    }
  }
}
