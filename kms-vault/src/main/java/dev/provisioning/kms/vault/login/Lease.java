package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsClock;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * When a token should be renewed or replaced, and when it is dead. Immutable.
 *
 * @param ends nanoseconds of the clock; never for a lease of 0
 * @param refreshAt at most two thirds of the lease
 * @param forever whether it never ends
 * @param failures how many refreshes have failed
 */
record Lease(long ends, long refreshAt, boolean forever, int failures) {
  /** A century: the sum must not overflow. */
  private static final long LONGEST_SECONDS = 3_155_760_000L;

  /**
   * Starts a lease.
   *
   * @param seconds what the server says; 0 for ever
   * @param asked when the server was asked, since its own count began before we heard of it
   */
  static Lease of(long seconds, long asked, SecureRandom random) {
    if (seconds <= 0) {
      return new Lease(0, 0, true, 0);
    }
    Duration whole = Duration.ofSeconds(Math.min(seconds, LONGEST_SECONDS));
    Duration twoThirds = whole.multipliedBy(2).dividedBy(3);
    return new Lease(
        asked + whole.toNanos(), asked + Backoff.jittered(twoThirds, random), false, 0);
  }

  boolean over(KmsClock clock) {
    return !forever && clock.nanoTime() - ends >= 0;
  }

  boolean refreshDue(KmsClock clock) {
    return !forever && clock.nanoTime() - refreshAt >= 0;
  }

  /** The same lease after a refresh that failed. */
  Lease later(KmsClock clock, SecureRandom random) {
    long wait = Backoff.jittered(Backoff.doubled(failures), random);
    return new Lease(ends, clock.nanoTime() + wait, forever, failures + 1);
  }
}
