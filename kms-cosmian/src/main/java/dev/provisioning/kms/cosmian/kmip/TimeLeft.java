package dev.provisioning.kms.cosmian.kmip;

import java.time.Duration;
import java.util.Optional;

/**
 * What is left of the time of several requests that follow each other, in real time, as the
 * transport counts it. Immutable.
 */
public final class TimeLeft {
  /** Each request may take what the settings say. */
  public static final TimeLeft UNLIMITED = new TimeLeft(Optional.empty());

  private final Optional<Duration> whole;
  private final long start = System.nanoTime();

  private TimeLeft(Optional<Duration> whole) {
    this.whole = whole;
  }

  /**
   * Starts to count.
   *
   * @param atMost how long all requests may take together
   * @return what is left of it
   */
  public static TimeLeft of(Duration atMost) {
    return new TimeLeft(Optional.of(atMost));
  }

  /**
   * Returns the deadline of the next request.
   *
   * @return never nothing at all, so that one that comes too late ends as such; empty if there is
   *     no limit
   */
  public Optional<Duration> now() {
    return whole.map(time -> time.minusNanos(System.nanoTime() - start)).map(TimeLeft::something);
  }

  private static Duration something(Duration left) {
    return left.isNegative() || left.isZero() ? Duration.ofNanos(1) : left;
  }
}
