package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Health never throws. */
interface HealthContract extends Contract {
  @Test
  default void health_ofAWorkingBackend_isUpWithoutAReason() {
    Health health = kms().health(Duration.ofSeconds(30));
    assertThat(health.status()).as(health.reason()).isEqualTo(Health.Status.UP);
    assertThat(health.latency()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  /** Whatever the answer, it is one. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, Long.MAX_VALUE})
  default void health_withAnyTimeout_answers(long nanos) {
    Health health = kms().health(Duration.ofNanos(nanos));
    if (health.status() != Health.Status.UP) {
      assertThat(health.reason()).isNotBlank();
    }
  }

  @Test
  default void health_ofABackendThatThrows_isDownAndSaysNoSecret() {
    RuntimeException defect = new IllegalStateException(Samples.SECRET);
    Kms failing = fixture().open(new FailingBackend(fixture().subject().open(), () -> defect));
    Health health = failing.health(Duration.ofSeconds(1));
    assertThat(health.status()).isEqualTo(Health.Status.DOWN);
    assertThat(health.reason()).isNotBlank().doesNotContain(Samples.SECRET);
  }
}
