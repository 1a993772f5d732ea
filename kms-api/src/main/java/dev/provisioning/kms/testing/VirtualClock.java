package dev.provisioning.kms.testing;

import dev.provisioning.kms.KmsClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock that moves only when told to: {@link #sleep} returns at once and the time has passed.
 * Safe for use by many threads.
 */
public final class VirtualClock implements KmsClock {
  private final Instant start;
  private final AtomicLong elapsed = new AtomicLong();

  /**
   * Makes a clock that shows a time.
   *
   * @param start the first time it shows
   */
  public VirtualClock(Instant start) {
    this.start = start;
  }

  /** Makes a clock that shows 2030-01-01T00:00:00Z, the same in every run. */
  public VirtualClock() {
    this(Instant.parse("2030-01-01T00:00:00Z"));
  }

  /**
   * Lets time pass.
   *
   * @param duration how much; not negative
   */
  public void advance(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("time does not go back");
    }
    elapsed.addAndGet(duration.toNanos());
  }

  /**
   * Returns how much time has passed.
   *
   * @return the time since the clock was made
   */
  public Duration elapsed() {
    return Duration.ofNanos(elapsed.get());
  }

  @Override
  public Instant now() {
    return start.plusNanos(elapsed.get());
  }

  @Override
  public long nanoTime() {
    return elapsed.get();
  }

  /** Lets time pass without waiting; like a real wait it refuses an interrupted thread. */
  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a virtual wait");
    }
    advance(duration);
  }

  @Override
  public String toString() {
    return "VirtualClock[" + now() + "]";
  }
}
