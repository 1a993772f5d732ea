package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that is sealed, restarted and killed while many threads use it, and comes back. */
class OutageTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  private static Kms open() {
    return Clients.open(VAULT.server(), VAULT.admin().newKey());
  }

  @Test
  void seal_inMidTraffic_isUnavailableUntilUnsealed() {
    try (Kms kms = open();
        Traffic traffic = Traffic.start(kms, 4)) {
      traffic.awaitSuccesses(20);
      VAULT.server().seal();
      traffic.awaitFailures(4);
      KmsException failure =
          Clients.refused(ErrorCode.UNAVAILABLE, () -> kms.encrypt(secret(), CONTEXT));
      assertThat(failure).hasMessageContaining("sealed");
      assertThat(failure.isRetryable()).isFalse();
      Health health = kms.health(LIMIT);
      assertThat(health.status()).isEqualTo(Health.Status.DOWN);
      assertThat(health.reason()).contains("sealed");

      VAULT.server().unseal();
      traffic.awaitSuccesses(20);
      traffic.stopAndOpenAll();
      traffic.assertOnlyFailedWith(ErrorCode.UNAVAILABLE);
      assertThat(kms.health(LIMIT).status()).isEqualTo(Health.Status.UP);
    }
  }

  @Test
  void restart_withKeptConnections_isNotNoticedByTheNextCall() {
    try (Kms kms = open()) {
      Ciphertext before = kms.encrypt(secret(), CONTEXT);

      VAULT.server().restart();

      assertThat(kms.decrypt(before, CONTEXT)).isEqualTo(secret());
      assertThat(kms.decrypt(kms.encrypt(secret(), CONTEXT), CONTEXT)).isEqualTo(secret());
    }
  }

  @Test
  void kill_inMidTraffic_losesNothingThatWasReturned() {
    try (Kms kms = open();
        Traffic traffic = Traffic.start(kms, 4)) {
      traffic.awaitSuccesses(20);
      VAULT.server().kill();
      traffic.awaitFailures(4);
      Clients.refused(ErrorCode.UNAVAILABLE, () -> kms.encrypt(secret(), CONTEXT));
      assertThat(kms.health(LIMIT).status()).isEqualTo(Health.Status.DOWN);

      VAULT.server().startAgain();
      VAULT.server().unseal();
      traffic.awaitSuccesses(20);
      traffic.stopAndOpenAll();
      traffic.assertOnlyFailedWith(ErrorCode.UNAVAILABLE, ErrorCode.TIMEOUT);
    }
  }
}
