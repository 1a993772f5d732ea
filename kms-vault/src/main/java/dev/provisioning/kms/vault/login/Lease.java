package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsClock;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * When a token should be renewed or replaced, and when it is dead. Immutable.
 *
 * @param ends nanoseconds of the clock; never for a lease of 0
 * @param refreshAt about two thirds of the lease
 * @param forever whether it never ends
 */
record Lease(long ends, long refreshAt, boolean forever) {
  private static final Duration RETRY = Duration.ofSeconds(10);

  static Lease of(HeldToken.Life life, KmsClock clock, SecureRandom random) {
    if (life.leaseSeconds() <= 0) {
      return new Lease(0, 0, true);
    }
    long now = clock.nanoTime();
    // A century at most: the sum must not overflow.
    Duration lease = Duration.ofSeconds(Math.min(life.leaseSeconds(), 3_155_760_000L));
    Duration twoThirds = lease.multipliedBy(2).dividedBy(3);
    return new Lease(now + lease.toNanos(), now + Backoff.jittered(twoThirds, random), false);
  }

  boolean over(KmsClock clock) {
    return !forever && clock.nanoTime() - ends >= 0;
  }

  boolean refreshDue(KmsClock clock) {
    return !forever && clock.nanoTime() - refreshAt >= 0;
  }

  /** The same lease, to be tried again in a while. */
  Lease later(KmsClock clock) {
    return new Lease(ends, clock.nanoTime() + RETRY.toNanos(), forever);
  }
}
