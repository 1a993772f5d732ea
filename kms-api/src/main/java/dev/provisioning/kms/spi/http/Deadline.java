package dev.provisioning.kms.spi.http;

import java.time.Duration;

/** The moment by which a call has ended, whatever it is doing then. */
final class Deadline {
  /** A longer one is no limit in practice, and the nanoseconds of a far longer one overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  static Deadline in(Duration time) {
    Duration bounded = time.compareTo(LONGEST) > 0 ? LONGEST : time;
    return new Deadline(System.nanoTime() + (bounded.isNegative() ? 0 : bounded.toNanos()));
  }

  /** By {@link System#nanoTime()}. */
  long end() {
    return end;
  }

  /** Zero once it has passed. */
  long nanosLeft() {
    return Math.max(0, end - System.nanoTime());
  }
}
