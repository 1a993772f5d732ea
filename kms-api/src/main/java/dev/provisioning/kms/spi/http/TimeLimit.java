package dev.provisioning.kms.spi.http;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moment by which several requests that follow each other have ended, in real time, as the
 * transport counts it; perhaps there is none. Immutable.
 */
public final class TimeLimit {
  /** Each request may take what the settings say. */
  public static final TimeLimit NONE = new TimeLimit(null);

  private final @Nullable Deadline deadline;

  private TimeLimit(@Nullable Deadline deadline) {
    this.deadline = deadline;
  }

  /**
   * Starts to count.
   *
   * @param atMost how long from now
   * @return the limit
   */
  public static TimeLimit in(Duration atMost) {
    return new TimeLimit(Deadline.in(atMost));
  }

  /**
   * Returns the time that is left.
   *
   * @return what a request may still take, never nothing at all, so that one that comes too late
   *     ends as such; empty without a limit
   */
  public Optional<Duration> left() {
    return Optional.ofNullable(deadline).map(end -> Duration.ofNanos(Math.max(1, end.nanosLeft())));
  }

  /**
   * Tells whether it has passed.
   *
   * @return false without a limit
   */
  public boolean isOver() {
    return deadline != null && deadline.nanosLeft() == 0;
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
