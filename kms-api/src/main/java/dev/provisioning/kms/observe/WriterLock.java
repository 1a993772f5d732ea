package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to write an audit file: one holder on this machine, in this JVM too. It is a lock on a
 * file beside it, since the audit file itself gets another name when it is full.
 */
final class WriterLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final FileChannel channel;

  private WriterLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for its turn: commands in a pipe use one file, one after the other. */
  static WriterLock acquire(Path file, Duration timeout, KmsClock clock) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".lock");
    Folders.create(beside);
    FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
    try {
      long start = clock.nanoTime();
      while (tryLock(channel) == null) {
        if (clock.nanoTime() - start >= timeout.toNanos()) {
          throw new IOException("another program, or another Kms of this one, writes it");
        }
        clock.sleep(PAUSE);
      }
      return new WriterLock(channel);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
