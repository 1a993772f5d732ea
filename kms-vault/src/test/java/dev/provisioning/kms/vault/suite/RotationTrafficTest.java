package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key that is rotated while it is used. */
class RotationTrafficTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  @Test
  void rotate_duringTrafficOf16Threads_everyOldCiphertextOpensAndMoves() {
    String key = VAULT.admin().newKey();
    try (Kms kms = Clients.open(VAULT.server(), key);
        Traffic traffic = Traffic.start(kms, 16)) {
      for (int i = 0; i < 4; i++) {
        traffic.awaitSuccesses(32);
        VAULT.admin().rotate(key);
      }
      traffic.awaitSuccesses(32);
      traffic.stopAndOpenAll();

      traffic.assertOnlyFailedWith();
      Set<String> versions =
          traffic.made().stream().map(Ciphertext::keyVersion).collect(Collectors.toSet());
      assertThat(versions).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
      Ciphertext oldest = traffic.made().get(0);
      assertThat(kms.rewrap(oldest, CONTEXT).keyVersion()).isEqualTo("5");
    }
  }
}
