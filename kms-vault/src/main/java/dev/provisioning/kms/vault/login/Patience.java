package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.KmsClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a caller waits for its token, where it does not wait as long as the settings say. */
final class Patience {
  /** Of callers that wait as long as the settings say. */
  static final Patience USUAL = new Patience(null, 0);

  /** No limit in practice; the nanoseconds of a far longer one overflow. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final @Nullable KmsClock clock;
  private final long end;

  private Patience(@Nullable KmsClock clock, long end) {
    this.clock = clock;
    this.end = end;
  }

  static Patience of(KmsClock clock, Duration longest) {
    Duration bounded = longest.compareTo(LONGEST) > 0 ? LONGEST : longest;
    return new Patience(clock, clock.nanoTime() + bounded.toNanos());
  }

  boolean isUsual() {
    return clock == null;
  }

  /** What is left; null for as long as the settings say. */
  @Nullable Duration left() {
    return clock == null ? null : Duration.ofNanos(Math.max(0, end - clock.nanoTime()));
  }

  /** What is left, and no more than another limit. */
  Duration orAtMost(Duration limit) {
    Duration left = left();
    return left == null || left.compareTo(limit) > 0 ? limit : left;
  }
}
