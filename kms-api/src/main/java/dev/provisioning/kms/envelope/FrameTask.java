package dev.provisioning.kms.envelope;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Work on frames that one thread does once: a worker, or the thread that waits for it if no worker
 * has begun. So a full or closed pool delays nothing and cannot deadlock.
 */
final class FrameTask implements Runnable {
  private final Runnable work;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private @Nullable Throwable failure;

  FrameTask(Runnable work) {
    this.work = work;
  }

  @Override
  public void run() {
    if (begun.compareAndSet(false, true)) {
      try {
        work.run();
      } catch (Throwable e) {
        failure = e;
      } finally {
        done.countDown();
      }
    }
  }

  boolean isDone() {
    return done.getCount() == 0;
  }

  /** Does the work, or waits for the worker that does it; throws what it threw. */
  void join() {
    run();
    awaitDone();
    if (failure instanceof KmsException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    if (failure != null) {
      throw KmsException.of(ErrorCode.INTERNAL, "frames could not be processed", failure);
    }
  }

  /** Sees to it that no worker is at it afterwards. */
  void abandon() {
    if (!begun.compareAndSet(false, true)) {
      awaitDone();
    }
  }

  /** Not interruptible: it takes less than a millisecond, and buffers are wiped after it. */
  private void awaitDone() {
    boolean interrupted = false;
    while (true) {
      try {
        done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends a long operation of a caller that was asked to stop; its flag stays set. */
  static void refuseInterrupted(Thread caller) {
    if (caller.isInterrupted()) {
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted between two frames");
    }
  }
}
