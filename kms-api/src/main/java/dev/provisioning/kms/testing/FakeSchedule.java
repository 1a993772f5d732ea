package dev.provisioning.kms.testing;

import java.time.Duration;
import java.time.Instant;

/**
 * When the fake rotates a key by itself.
 *
 * @param every the time between two rotations; zero for never
 * @param next the next rotation
 */
record FakeSchedule(Duration every, Instant next) {
  static final FakeSchedule NEVER = new FakeSchedule(Duration.ZERO, Instant.MAX);

  static FakeSchedule from(Instant now, Duration every) {
    return every.isZero() ? NEVER : new FakeSchedule(every, now.plus(every));
  }

  boolean due(Instant now) {
    return !now.isBefore(next);
  }

  FakeSchedule afterwards() {
    return new FakeSchedule(every, next.plus(every));
  }
}
