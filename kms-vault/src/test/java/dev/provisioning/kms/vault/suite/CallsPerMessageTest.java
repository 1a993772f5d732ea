package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.envelope.CacheLimits;
import dev.provisioning.kms.envelope.CacheStatistics;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.observe.OperationCount;
import dev.provisioning.kms.observe.OperationCounters;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What sealing and opening many small messages costs a server, with the data-key cache and not. */
class CallsPerMessageTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  private final OperationCounters counters = new OperationCounters();
  private final String key = VAULT.admin().newKey();

  private Kms open() {
    return Kms.builder()
        .backend("vault", Clients.of(VAULT.server(), key).build())
        .listener(counters)
        .connect();
  }

  private static void sealAndOpen(Envelope envelope, int messages) {
    List<byte[]> sealed = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      sealed.add(envelope.seal(secret(), CONTEXT));
    }
    for (byte[] message : sealed) {
      assertThat(envelope.open(message, CONTEXT)).isEqualTo(secret());
    }
  }

  private long calls(KmsOperation operation) {
    return counters.snapshot().stream()
        .filter(row -> row.operation() == operation)
        .mapToLong(OperationCount::count)
        .sum();
  }

  @Test
  void tenThousandMessages_withCache_areOneCallToSealAndOneToOpen() {
    try (Kms kms = open();
        Envelope envelope =
            Envelope.builder(kms).cache(CacheLimits.maxAge(Duration.ofHours(1))).build()) {
      sealAndOpen(envelope, 10_000);
      assertThat(calls(KmsOperation.GENERATE_DATA_KEY)).isEqualTo(1);
      assertThat(calls(KmsOperation.DECRYPT_DATA_KEY)).isEqualTo(1);
      assertThat(envelope.cacheStatistics()).isEqualTo(new CacheStatistics(19_998, 2, 0));
    }
  }

  @Test
  void messages_withoutCache_areACallEachToSealAndToOpen() {
    try (Kms kms = open();
        Envelope envelope = Envelope.of(kms)) {
      sealAndOpen(envelope, 200);
      assertThat(calls(KmsOperation.GENERATE_DATA_KEY)).isEqualTo(200);
      assertThat(calls(KmsOperation.DECRYPT_DATA_KEY)).isEqualTo(200);
    }
  }
}
