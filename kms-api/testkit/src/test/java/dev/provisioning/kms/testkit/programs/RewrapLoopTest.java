package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.testing.FakeKms;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** After a rotation a job moves what is old and touches nothing else. */
class RewrapLoopTest {
  private final FakeKms fake = FakeKms.create().withKey("rows");
  private final KmsClient kms = fake.client();
  private final Map<Integer, Ciphertext> rows = new TreeMap<>();

  private static EncryptionContext row(int id) {
    return EncryptionContext.of("row", Integer.toString(id));
  }

  private void add(int from, int to) {
    for (int id = from; id < to; id++) {
      rows.put(id, kms.encrypt(new byte[] {(byte) id}, row(id)));
    }
  }

  private int rewrapOld() {
    int moved = 0;
    for (Map.Entry<Integer, Ciphertext> entry : rows.entrySet()) {
      if (kms.needsRewrap(entry.getValue())) {
        entry.setValue(kms.rewrap(entry.getValue(), row(entry.getKey())));
        moved++;
      }
    }
    return moved;
  }

  private long calls(KmsOperation operation) {
    return fake.calls().stream().filter(c -> c.operation() == operation).count();
  }

  @Test
  void job_afterARotation_movesOldRowsOnlyAndAsksForTheVersionOnce() {
    add(0, 10);
    fake.rotate("rows");
    add(10, 15);
    fake.forgetCalls();

    assertThat(rewrapOld()).isEqualTo(10);

    assertThat(calls(KmsOperation.REWRAP)).isEqualTo(10);
    assertThat(calls(KmsOperation.DESCRIBE_KEY)).isEqualTo(1);
    assertThat(rows.values()).allMatch(c -> c.keyVersion().equals("2"));
    rows.forEach(
        (id, made) -> assertThat(kms.decrypt(made, row(id))).containsExactly(id.byteValue()));
    assertThat(rewrapOld()).isZero();
  }

  @Test
  void job_thatRunsForLong_seesTheNextRotationWithinAMinute() {
    add(0, 2);
    assertThat(rewrapOld()).isZero();
    fake.rotate("rows");
    assertThat(rewrapOld()).isZero();
    fake.clock().advance(Duration.ofSeconds(61));
    assertThat(rewrapOld()).isEqualTo(2);
  }
}
