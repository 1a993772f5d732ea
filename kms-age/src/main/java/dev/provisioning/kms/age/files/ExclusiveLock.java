package dev.provisioning.kms.age.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other threads and other processes away from a file that is being replaced. The lock is on a
 * file beside it, {@code NAME.lock}, because a rename swaps the locked file for another one; that
 * file stays, because removing it would let two processes hold locks on different files.
 */
public final class ExclusiveLock {
  /**
   * POSIX drops the locks of a process when it closes any channel of the file, so that threads must
   * be sorted out before one of them opens it.
   */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private static final long POLL_MILLIS = 20;

  private ExclusiveLock() {}

  /**
   * Runs an action under the lock of a file. Actions may nest, with locks of other files.
   *
   * @param <T> what the action returns
   * @param file the file itself, not a link to it; need not exist, but its folder must
   * @param patience how long to wait for the lock
   * @param action what to do
   * @return what the action returned
   * @throws IOException if the lock cannot be had, or from the action
   * @throws InterruptedIOException if the thread is interrupted while it waits
   */
  public static <T> T holding(Path file, Duration patience, Action<T> action) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      if (!THREADS.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy(file);
      }
    } catch (InterruptedException e) {
      throw interrupted(file);
    }
    try {
      FileChannel channel = lockedChannel(file, deadline);
      try {
        return action.run();
      } finally {
        channel.close();
      }
    } finally {
      THREADS.unlock();
    }
  }

  private static FileChannel lockedChannel(Path file, long deadline) throws IOException {
    FileChannel channel = LockFile.open(file);
    boolean held = false;
    try {
      while (tryLock(channel) == null) {
        if (System.nanoTime() - deadline >= 0) {
          throw busy(file);
        }
        Thread.sleep(POLL_MILLIS);
      }
      held = true;
      return channel;
    } catch (InterruptedException e) {
      throw interrupted(file);
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Held by this library in another class loader.
    }
  }

  private static IOException busy(Path file) {
    return new IOException("another process or thread is changing " + file);
  }

  private static IOException interrupted(Path file) {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the lock of " + file);
  }

  /**
   * What is done under a lock.
   *
   * @param <T> what it returns
   */
  @FunctionalInterface
  public interface Action<T> {
    /**
     * Does it.
     *
     * @return the result
     * @throws IOException if the file system fails
     */
    T run() throws IOException;
  }
}
