package dev.provisioning.kms.testbench.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/** The stand-in's time: that of the machine plus what a test has let pass. */
final class TestClock {
  private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

  Instant now() {
    return Instant.now().plus(passed.get());
  }

  void advance(Duration by) {
    passed.accumulateAndGet(by, Duration::plus);
  }
}
