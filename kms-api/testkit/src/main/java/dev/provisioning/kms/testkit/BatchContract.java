package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.KmsResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Batches: results in order, a failed item fails alone. */
interface BatchContract extends Contract {
  private List<EncryptionContext> contexts(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> EncryptionContext.of("row", Integer.toString(i)))
        .toList();
  }

  private List<byte[]> plaintexts(int count) {
    return IntStream.range(0, count).mapToObj(Samples::bytes).toList();
  }

  private List<Ciphertext> made(int count) {
    return kms().encryptAll(plaintexts(count), contexts(count)).stream()
        .map(KmsResult::get)
        .toList();
  }

  private void assertPlaced(KmsException e, KmsOperation operation) {
    assertThat(e.operation()).contains(operation);
    assertThat(e.backend()).isPresent();
    assertThat(e.keyId()).isPresent();
  }

  @Test
  default void batch_resultsAreInOrder() {
    List<KmsResult<byte[]>> opened = kms().decryptAll(made(7), contexts(7));
    for (int i = 0; i < 7; i++) {
      assertThat(opened.get(i).get()).isEqualTo(Samples.bytes(i));
    }
  }

  @Test
  default void batch_andSingleCalls_openEachOther() {
    List<Ciphertext> made = made(2);
    assertThat(kms().decrypt(made.get(1), contexts(2).get(1))).isEqualTo(Samples.bytes(1));
    Ciphertext single = kms().encrypt(Samples.bytes(1), contexts(2).get(1));
    assertThat(kms().decryptAll(List.of(single), List.of(contexts(2).get(1))).get(0).get())
        .isEqualTo(Samples.bytes(1));
    assertThat(made.get(1).contextKeys()).contains(List.of("row"));
  }

  @Test
  default void encryptAll_withAnItemTooLarge_failsThatItemAlone() {
    List<byte[]> plaintexts = new ArrayList<>(plaintexts(3));
    plaintexts.set(1, new byte[KmsClient.MAX_PLAINTEXT + 1]);
    List<KmsResult<Ciphertext>> results = kms().encryptAll(plaintexts, contexts(3));
    assertThat(results).extracting(KmsResult::succeeded).containsExactly(true, false, true);
    assertPlaced(Expect.refusal(ErrorCode.TOO_LARGE, results.get(1)), KmsOperation.ENCRYPT);
    assertThat(kms().decrypt(results.get(2).get(), contexts(3).get(2))).isEqualTo(Samples.bytes(2));
  }

  @Test
  default void decryptAll_withATamperedItem_failsThatItemAlone() {
    List<Ciphertext> made = new ArrayList<>(made(3));
    Ciphertext good = made.get(1);
    byte[] blob = good.blob();
    blob[blob.length / 2] ^= 1;
    made.set(1, Ciphertext.of(good.backend(), good.keyId(), good.keyVersion(), blob));
    assertOnlyTheSecondFails(made, contexts(3), ErrorCode.INVALID_CIPHERTEXT);
  }

  @Test
  default void decryptAll_withAWrongContext_failsThatItemAloneAndExplainsIt() {
    List<EncryptionContext> contexts = new ArrayList<>(contexts(3));
    contexts.set(1, EncryptionContext.of("column", "1"));
    assertThat(assertOnlyTheSecondFails(made(3), contexts, ErrorCode.INVALID_CIPHERTEXT))
        .hasMessageContaining("bound: [row]")
        .hasMessageContaining("given: [column]");
  }

  @Test
  default void decryptAll_withAKeyThatIsNotAllowed_failsThatItemAlone() {
    List<Ciphertext> made = new ArrayList<>(made(3));
    Ciphertext foreign = fixture().otherKey().encrypt(Samples.bytes(1), contexts(3).get(1));
    made.set(1, foreign);
    assertOnlyTheSecondFails(made, contexts(3), ErrorCode.ACCESS_DENIED);
  }

  private KmsException assertOnlyTheSecondFails(
      List<Ciphertext> made, List<EncryptionContext> contexts, ErrorCode code) {
    List<KmsResult<byte[]>> results = kms().decryptAll(made, contexts);
    assertThat(results).extracting(KmsResult::succeeded).containsExactly(true, false, true);
    assertThat(results.get(2).get()).isEqualTo(Samples.bytes(2));
    KmsException refusal = Expect.refusal(code, results.get(1));
    assertPlaced(refusal, KmsOperation.DECRYPT);
    return refusal;
  }

  @Test
  default void batch_empty_isEmptyWithoutACall() {
    assertThat(kms().encryptAll(List.of(), List.of())).isEmpty();
    assertThat(kms().decryptAll(List.of(), List.of())).isEmpty();
    assertThat(fixture().backend().calls()).isZero();
  }

  @Test
  default void batch_ofListsThatDiffer_isMisuse() {
    assertThatThrownBy(() -> kms().encryptAll(plaintexts(2), contexts(1)))
        .isInstanceOf(IllegalArgumentException.class);
    List<Ciphertext> one = made(1);
    assertThatThrownBy(() -> kms().decryptAll(one, contexts(2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
