package dev.provisioning.kms;

import java.time.Duration;
import java.time.Instant;

/**
 * The time as this library sees it, so that a test can do without waiting. Safe for use by many
 * threads.
 */
public interface KmsClock {
  /**
   * Returns the time of day.
   *
   * @return now
   */
  Instant now();

  /**
   * Returns a time that never goes back, for measuring.
   *
   * @return nanoseconds since some fixed moment
   */
  long nanoTime();

  /**
   * Waits.
   *
   * @param duration how long
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void sleep(Duration duration) throws InterruptedException;

  /**
   * Returns the system's clock.
   *
   * @return the real time
   */
  static KmsClock system() {
    return SystemClock.INSTANCE;
  }
}
