package dev.provisioning.kms.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
  private final VirtualClock clock = new VirtualClock(Instant.EPOCH);

  @Test
  void advance_movesBothTimes() {
    clock.advance(Duration.ofMillis(1500));
    assertThat(clock.now()).isEqualTo(Instant.ofEpochMilli(1500));
    assertThat(clock.nanoTime()).isEqualTo(1_500_000_000L);
    assertThat(clock.elapsed()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void advance_backwards_isRefused() {
    assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sleep_aDay_returnsAtOnceAndHasPassed() throws InterruptedException {
    clock.sleep(Duration.ofDays(1));
    assertThat(clock.now()).isEqualTo(Instant.EPOCH.plus(Duration.ofDays(1)));
  }

  @Test
  void sleep_onAnInterruptedThread_throwsLikeARealWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> clock.sleep(Duration.ofSeconds(1)))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void newClock_isTheSameInEveryRun() {
    assertThat(new VirtualClock()).hasToString("VirtualClock[2030-01-01T00:00:00Z]");
  }
}
