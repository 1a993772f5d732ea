package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.testing.VirtualClock;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class LeaseTest {
  private final VirtualClock clock = new VirtualClock();
  private final SecureRandom random = new SecureRandom();

  @RepeatedTest(20)
  void of_anyJitter_isRefreshedBetweenHalfAndTwoThirds() {
    Lease lease = Lease.of(60, 0, random);

    clock.advance(Duration.ofMillis(29_999));
    assertThat(lease.refreshDue(clock)).isFalse();
    clock.advance(Duration.ofMillis(10_001));
    assertThat(lease.refreshDue(clock)).isTrue();
  }

  @Test
  void over_lastNanosecond_turnsAtTheEnd() {
    Lease lease = Lease.of(60, 0, random);

    clock.advance(Duration.ofSeconds(60).minusNanos(1));
    assertThat(lease.over(clock)).isFalse();
    clock.advance(Duration.ofNanos(1));
    assertThat(lease.over(clock)).isTrue();
  }

  @Test
  void of_slowAnswer_countsFromTheQuestion() {
    clock.advance(Duration.ofSeconds(20));

    Lease lease = Lease.of(60, 0, random);

    clock.advance(Duration.ofSeconds(40));
    assertThat(lease.over(clock)).isTrue();
  }

  @Test
  void of_zero_neverEnds() {
    Lease lease = Lease.of(0, 0, random);
    clock.advance(Duration.ofDays(10_000));

    assertThat(lease.over(clock)).isFalse();
    assertThat(lease.refreshDue(clock)).isFalse();
  }

  @Test
  void of_longestNumber_doesNotOverflow() {
    Lease lease = Lease.of(Long.MAX_VALUE, clock.nanoTime(), random);
    clock.advance(Duration.ofDays(10_000));

    assertThat(lease.over(clock)).isFalse();
  }

  @Test
  void later_againAndAgain_waitsLongerAndNeverMoreThanHalfAMinute() {
    Lease lease = Lease.of(3600, 0, random);
    for (int i = 0; i < 10; i++) {
      lease = lease.later(clock, random);
    }

    clock.advance(Duration.ofSeconds(23));
    assertThat(lease.refreshDue(clock)).isFalse();
    clock.advance(Duration.ofSeconds(9));
    assertThat(lease.refreshDue(clock)).isTrue();
    assertThat(lease.ends()).isEqualTo(Duration.ofHours(1).toNanos());
  }
}
