package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsClock;
import java.time.Duration;

/**
 * How often refused requests may have something done about their token: a client that is refused a
 * thousand times a second must not log in, or ask, a thousand times a second. Guarded by the
 * keeper's lock.
 */
final class Pace {
  static final Duration LEAST = Duration.ofSeconds(10);

  private final KmsClock clock;
  private boolean used;
  private long last;

  Pace(KmsClock clock) {
    this.clock = clock;
  }

  boolean allows() {
    long now = clock.nanoTime();
    if (used && now - last < LEAST.toNanos()) {
      return false;
    }
    used = true;
    last = now;
    return true;
  }
}
