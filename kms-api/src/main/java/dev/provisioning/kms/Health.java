package dev.provisioning.kms;

import java.time.Duration;
import java.util.Objects;

/**
 * The answer to a health check.
 *
 * @param status whether the backend can be used
 * @param latency how long the check took
 * @param reason one line for people; empty if all is well
 */
public record Health(Status status, Duration latency, String reason) {
  /** Whether the backend can be used. */
  public enum Status {
    /** All is well. */
    UP,
    /** Some operations work, such as encrypting without a private key. */
    DEGRADED,
    /** Nothing works. */
    DOWN
  }

  /**
   * Checks and copies the components.
   *
   * @param status see the record
   * @param latency see the record
   * @param reason see the record
   */
  public Health {
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(latency, "latency");
    Objects.requireNonNull(reason, "reason");
  }

  /**
   * Reports that all is well.
   *
   * @param latency how long the check took
   * @return the answer
   */
  public static Health up(Duration latency) {
    return new Health(Status.UP, latency, "");
  }

  /**
   * Reports that some operations work.
   *
   * @param latency how long the check took
   * @param reason which ones do not, and why
   * @return the answer
   */
  public static Health degraded(Duration latency, String reason) {
    return new Health(Status.DEGRADED, latency, reason);
  }

  /**
   * Reports that nothing works.
   *
   * @param latency how long the check took
   * @param reason why
   * @return the answer
   */
  public static Health down(Duration latency, String reason) {
    return new Health(Status.DOWN, latency, reason);
  }
}
