package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;

import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A program for a JVM with a small heap: seals so many bytes and opens them. */
final class SmallHeap {
  /** From a stream into a pipe, and out of it: nothing touches a disk. */
  static final String STREAM = "stream";

  /** From file to file to file. */
  static final String FILES = "files";

  private static final int THREADS = 2;
  private static final int PIPE = 1 << 20;

  private SmallHeap() {}

  /**
   * Runs it.
   *
   * @param arguments how, size in bytes, folder
   */
  public static void main(String[] arguments) throws Exception {
    long size = Long.parseLong(arguments[1]);
    try (Envelope envelope =
        Envelope.builder(FakeKms.create().withKey("k1").client()).threads(THREADS).build()) {
      if (arguments[0].equals(FILES)) {
        files(envelope, size, Path.of(arguments[2]));
      } else {
        stream(envelope, size);
      }
    }
    System.out.println("same " + size);
  }

  private static void stream(Envelope envelope, long size)
      throws IOException, InterruptedException, ExecutionException {
    SameBytes target = new SameBytes();
    try (PipedInputStream in = new PipedInputStream(PIPE);
        PipedOutputStream out = new PipedOutputStream(in)) {
      FutureTask<Long> sealing =
          new FutureTask<>(
              () -> {
                try (out) {
                  return envelope.seal(SameBytes.stream(size), out, CONTEXT);
                }
              });
      Thread thread = new Thread(sealing, "sealing");
      thread.setDaemon(true);
      thread.start();
      require(envelope.open(in, target, CONTEXT) == size);
      require(sealing.get() == size);
    }
    require(target.count() == size);
  }

  private static void files(Envelope envelope, long size, Path folder) throws IOException {
    Path plain = folder.resolve("plain");
    Path sealed = folder.resolve("sealed");
    try (InputStream in = SameBytes.stream(size)) {
      Files.copy(in, plain);
    }
    require(envelope.seal(plain, sealed, CONTEXT) == size);
    Files.delete(plain);
    require(envelope.open(sealed, plain, CONTEXT) == size);
    SameBytes target = new SameBytes();
    try (OutputStream out = target) {
      Files.copy(plain, out);
    }
    require(target.count() == size);
  }

  static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("what came back differs");
    }
  }
}
