package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsOperation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationCountersTest {
  @Test
  void snapshot_ofOperations_hasARowForEachOutcome() {
    OperationCounters counters = new OperationCounters();
    assertThat(counters.snapshot()).isEmpty();
    counters.on(Events.decrypt());
    counters.on(Events.decrypt());
    counters.on(Events.denied());
    counters.on(Events.of(KmsOperation.DECRYPT, "k1", List.of(), ErrorCode.TIMEOUT, 4));
    Duration once = Duration.ofMillis(20);
    assertThat(counters.snapshot())
        .containsExactly(
            new OperationCount("fake", KmsOperation.DECRYPT, "access_denied", 1, 0, once),
            new OperationCount(
                "fake", KmsOperation.DECRYPT, "success", 2, 0, Duration.ofMillis(40)),
            new OperationCount("fake", KmsOperation.DECRYPT, "timeout", 1, 3, once));
  }
}
