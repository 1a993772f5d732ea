package dev.provisioning.kms.spi.http;

import java.time.Duration;
import java.util.Optional;

/**
 * The moment by which several requests that follow each other have ended, in real time, as the
 * transport counts it; perhaps there is none. Immutable.
 */
public final class TimeLimit {
  /** Each request may take what the settings say. */
  public static final TimeLimit NONE = new TimeLimit(false, 0);

  /** A longer one is no limit in practice, and the nanoseconds of a far longer one overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final boolean limited;
  private final long end;

  private TimeLimit(boolean limited, long end) {
    this.limited = limited;
    this.end = end;
  }

  /**
   * Starts to count.
   *
   * @param atMost how long from now
   * @return the limit
   */
  public static TimeLimit in(Duration atMost) {
    Duration bounded = atMost.compareTo(LONGEST) > 0 ? LONGEST : atMost;
    return new TimeLimit(true, System.nanoTime() + bounded.toNanos());
  }

  /**
   * Returns the time that is left.
   *
   * @return what a request may still take, never nothing at all, so that one that comes too late
   *     ends as such; empty without a limit
   */
  public Optional<Duration> left() {
    return limited ? Optional.of(Duration.ofNanos(Math.max(1, nanosLeft()))) : Optional.empty();
  }

  private long nanosLeft() {
    return end - System.nanoTime();
  }

  /**
   * Tells whether it has passed.
   *
   * @return false without a limit
   */
  public boolean isOver() {
    return limited && nanosLeft() <= 0;
  }

  /**
   * Shortens a time.
   *
   * @param time a time
   * @return that time, or what is left if that is less
   */
  public Duration shortened(Duration time) {
    return left().filter(left -> left.compareTo(time) < 0).orElse(time);
  }
}
