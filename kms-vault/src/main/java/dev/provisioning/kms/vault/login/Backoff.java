package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Remembers a failed login for a while that grows, so that a thousand calls a second with a wrong
 * password are not a thousand logins a second. Guarded by the keeper's lock.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 5;

  /** A load balancer's page of maintenance must not lock a client out for an hour. */
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(5);

  private final KmsClock clock;
  private final SecureRandom random;
  private @Nullable KmsException remembered;
  private int failures;
  private long until;

  Backoff(KmsClock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Throws what the last login threw while it is too early for another one.
   *
   * @throws KmsException with the time that is left
   */
  void check() {
    KmsException last = remembered;
    long left = until - clock.nanoTime();
    if (last != null && left > 0) {
      throw KmsException.builder(last.code(), last.getMessage() + " (tried a moment ago)")
          .retryable(last.isRetryable())
          .retryAfter(Duration.ofNanos(left))
          .cause(last)
          .build();
    }
  }

  void failed(KmsException failure) {
    if (failure.code() == ErrorCode.INTERRUPTED) {
      return;
    }
    long wait = jittered(doubled(failures), random);
    Duration asked = failure.retryAfter().orElse(Duration.ZERO);
    Duration kept = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    failures++;
    remembered = failure;
    until = clock.nanoTime() + Math.max(wait, kept.toNanos());
  }

  void succeeded() {
    failures = 0;
    remembered = null;
  }

  /** One second, and twice as long after each failure up to half a minute. */
  static Duration doubled(int failures) {
    return FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
  }

  /** Three quarters to the whole of a time, in nanoseconds: many clients must not act at once. */
  static long jittered(Duration time, SecureRandom random) {
    return (long) (time.toNanos() * (0.75 + random.nextDouble() / 4));
  }
}
