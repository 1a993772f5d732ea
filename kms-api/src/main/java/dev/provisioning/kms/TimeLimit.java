package dev.provisioning.kms;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The moment by which something has ended, on the clock of the library; perhaps there is none. */
final class TimeLimit {
  static final TimeLimit NONE = new TimeLimit(null, 0);

  /** A longer one is no limit in practice, and the nanoseconds of a far longer one overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final @Nullable KmsClock clock;
  private final long end;

  private TimeLimit(@Nullable KmsClock clock, long end) {
    this.clock = clock;
    this.end = end;
  }

  static TimeLimit in(KmsClock clock, Duration atMost) {
    Duration bounded = atMost.compareTo(LONGEST) > 0 ? LONGEST : atMost;
    return new TimeLimit(clock, clock.nanoTime() + (bounded.isNegative() ? 0 : bounded.toNanos()));
  }

  boolean isNone() {
    return clock == null;
  }

  /** Zero once it has passed. */
  Duration left() {
    return clock == null ? LONGEST : Duration.ofNanos(Math.max(0, end - clock.nanoTime()));
  }

  boolean isOver() {
    return left().isZero();
  }

  /** This limit, or the given one if that is earlier. */
  TimeLimit orEarlier(KmsClock other, Duration atMost) {
    return !isNone() && left().compareTo(atMost) <= 0 ? this : in(other, atMost);
  }

  /** The same share of what is left for each of so many that still come. */
  TimeLimit share(int parts) {
    return clock == null || parts <= 1 ? this : in(clock, left().dividedBy(parts));
  }
}
