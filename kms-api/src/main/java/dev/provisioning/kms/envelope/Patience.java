package dev.provisioning.kms.envelope;

import dev.provisioning.kms.KmsClock;
import java.time.Duration;

/**
 * How long the clients of an envelope may take to open one message, all of them together.
 *
 * @param clock measures it
 * @param atMost how long
 */
record Patience(KmsClock clock, Duration atMost) {
  static final Duration DEFAULT = Duration.ofSeconds(30);

  /** A longer one is no limit in practice. */
  static final Duration LONGEST = Duration.ofDays(1);
}
