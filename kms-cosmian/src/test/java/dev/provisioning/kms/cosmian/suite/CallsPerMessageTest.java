package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.envelope.CacheLimits;
import dev.provisioning.kms.envelope.CacheStatistics;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.observe.OperationCount;
import dev.provisioning.kms.observe.OperationCounters;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What sealing and opening many small messages costs a server, with the data-key cache and not. */
@ExtendWith(CosmianHosts.class)
class CallsPerMessageTest {
  private final OperationCounters counters = new OperationCounters();
  private final CosmianHost host;
  private final String key = CosmianHosts.freshKey();

  CallsPerMessageTest(CosmianHost host) {
    this.host = host;
    host.admin().createKey(key);
  }

  private Kms open() {
    return Opened.by(Opened.settings(host, key)).listener(counters).connect();
  }

  private static byte[] secret() {
    return "the provider's API key".getBytes(UTF_8);
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
