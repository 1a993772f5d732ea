package dev.provisioning.kms;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets calls of backends through until it is closed, and closes only when none is under way: a
 * backend that wipes its key must not have a call that still uses it.
 */
final class Gate {
  /** A call that hangs in the network must not keep an application from ending. */
  private static final long LONGEST_WAIT_SECONDS = 30;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private volatile boolean closed;

  void enter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new IllegalStateException("this Kms is closed");
    }
  }

  void exit() {
    lock.readLock().unlock();
  }

  void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("this Kms is closed");
    }
  }

  /** Refuses further calls and waits for those under way; a call that closes does not wait. */
  void close() {
    closed = true;
    if (lock.getReadHoldCount() > 0) {
      return;
    }
    try {
      if (lock.writeLock().tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        lock.writeLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
