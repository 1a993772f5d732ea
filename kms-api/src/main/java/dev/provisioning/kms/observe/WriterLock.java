package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to write an audit file: one holder on this machine, in this JVM too. It is a lock on a
 * file beside it, since the audit file itself gets another name when it is full.
 *
 * <p>POSIX takes a lock from a process that closes any channel of its file. So only who has its
 * turn among the threads of this JVM opens that file. The turn is a lock of its own, of which the
 * JVM itself keeps account: one that is refused takes nothing from its holder.
 */
final class WriterLock implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final FileChannel turn;
  private final FileChannel lock;

  private WriterLock(FileChannel turn, FileChannel lock) {
    this.turn = turn;
    this.lock = lock;
  }

  /** Waits for its turn: commands in a pipe use one file, one after the other. */
  static WriterLock acquire(Path file, Duration timeout, KmsClock clock) throws IOException {
    long start = clock.nanoTime();
    try {
      @Nullable WriterLock acquired = attempt(file);
      while (acquired == null) {
        if (clock.nanoTime() - start >= timeout.toNanos()) {
          throw new IOException("another program, or another Kms of this one, writes it");
        }
        clock.sleep(PAUSE);
        acquired = attempt(file);
      }
      return acquired;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private static @Nullable WriterLock attempt(Path file) throws IOException {
    @Nullable FileChannel turn = locked(file, ".turn");
    if (turn == null) {
      return null;
    }
    boolean acquired = false;
    try {
      @Nullable FileChannel lock = locked(file, ".lock");
      acquired = lock != null;
      return lock == null ? null : new WriterLock(turn, lock);
    } finally {
      if (!acquired) {
        turn.close();
      }
    }
  }

  private static @Nullable FileChannel locked(Path file, String suffix) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + suffix);
    Folders.create(beside);
    FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
      return locked ? channel : null;
    } catch (OverlappingFileLockException e) {
      return null;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (turn) {
      lock.close();
    }
  }
}
