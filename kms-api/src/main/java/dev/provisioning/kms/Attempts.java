package dev.provisioning.kms;

import java.time.Duration;
import java.util.function.Supplier;

/** The calls of a backend that one operation makes: the first, and those that repeat it. */
final class Attempts {
  private final Gate gate;
  private final KmsClock clock;
  private final Call call;
  private final TimeLimit limit;
  private final long start;
  private int count;

  Attempts(Gate gate, KmsClock clock, Call call, TimeLimit limit) {
    this.gate = gate;
    this.clock = clock;
    this.call = call;
    this.limit = limit;
    this.start = clock.nanoTime();
  }

  int count() {
    return count;
  }

  Duration taken() {
    return Duration.ofNanos(clock.nanoTime() - start);
  }

  /** Calls until it succeeds, a repetition cannot help, or the policy says that it is enough. */
  <T> T run(Supplier<T> backend) {
    while (true) {
      long began = clock.nanoTime();
      try {
        return once(backend);
      } catch (KmsException failure) {
        waitOrThrow(failure, Duration.ofNanos(clock.nanoTime() - began));
      }
    }
  }

  private <T> T once(Supplier<T> backend) {
    gate.enter();
    try {
      count++;
      T result = backend.get();
      if (result == null) {
        throw KmsException.of(ErrorCode.INTERNAL, "the backend returned null; this is a defect");
      }
      return result;
    } catch (RuntimeException | LinkageError e) {
      throw call.place(e);
    } finally {
      gate.exit();
    }
  }

  private void waitOrThrow(KmsException failure, Duration lastAttempt) {
    RetryPolicy policy = call.connection().retry();
    if (!failure.isRetryable() || !call.operation().idempotent() || count >= policy.attempts()) {
      throw failure;
    }
    // An attempt that is as slow as the last one must still end before the deadline.
    Duration left = left(policy).minus(lastAttempt);
    Duration wait = policy.wait(failure, count);
    if (wait.compareTo(left) >= 0) {
      throw failure;
    }
    try {
      clock.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw call.place(
          KmsException.of(
              ErrorCode.INTERRUPTED, "interrupted while waiting to try again", failure));
    }
  }

  private Duration left(RetryPolicy policy) {
    Duration own = policy.deadline().minus(taken());
    Duration shared = limit.left();
    return own.compareTo(shared) < 0 ? own : shared;
  }
}
