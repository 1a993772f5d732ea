package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many calls are under way at once, first come, first served: the JDK's pool has no bound. */
final class Permits {
  private final int most;
  private final Semaphore free;

  Permits(int most) {
    this.most = most;
    this.free = new Semaphore(most, true);
  }

  void acquire(Deadline deadline) {
    try {
      if (!free.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
        throw KmsException.of(
            ErrorCode.TIMEOUT,
            "all " + most + " connections were in use until the deadline (max_connections)");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(
          ErrorCode.INTERRUPTED, "interrupted while waiting for a free connection", e);
    }
  }

  void release() {
    free.release();
  }

  /** Lets everybody through who waits, to see that the transport is closed. */
  void open() {
    free.release(Integer.MAX_VALUE / 2);
  }
}
