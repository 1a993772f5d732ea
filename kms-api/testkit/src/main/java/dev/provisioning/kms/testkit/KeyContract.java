package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsOperation;
import org.junit.jupiter.api.Test;

/** A header only selects among the keys that are allowed. */
interface KeyContract extends Contract {
  @Test
  default void decrypt_ofAKeyThatIsNotAllowed_isRefusedWithoutACall() {
    Ciphertext foreign = fixture().otherKey().encrypt(Samples.secret(), CONTEXT);
    KmsException refusal = assertNotAllowed(() -> kms().decrypt(foreign, CONTEXT));
    assertThat(refusal.operation()).contains(KmsOperation.DECRYPT);
    assertThat(refusal.keyId()).contains(foreign.keyId());
  }

  @Test
  default void decrypt_ofAnotherKeyUnderOurName_isRefusedByTheCryptography() {
    Ciphertext foreign = fixture().otherKey().encrypt(Samples.secret(), CONTEXT);
    Ciphertext ours = kms().encrypt(Samples.secret(), CONTEXT);
    Ciphertext forged =
        Ciphertext.of(ours.backend(), ours.keyId(), ours.keyVersion(), foreign.blob());
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(forged, CONTEXT));
  }

  @Test
  default void decrypt_ofAnotherBackend_isRefusedWithoutACall() {
    Ciphertext foreign = Ciphertext.of("elsewhere", "k", "1", new byte[] {1});
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().decrypt(foreign, CONTEXT));
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().rewrap(foreign, CONTEXT));
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().decryptDataKey(foreign, CONTEXT));
    assertThat(fixture().backend().calls()).isZero();
  }

  @Test
  default void forKey_thatIsNotAllowed_isRefusedWithoutACall() {
    String foreign = fixture().otherKey().encrypt(new byte[0], CONTEXT).keyId();
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().forKey(foreign));
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().forKey("../" + foreign));
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().forKey(""));
    assertThat(fixture().backend().calls()).isZero();
  }

  @Test
  default void forKey_ofTheDefaultKey_isTheSameKey() {
    KmsClient view = kms().forKey(fixture().backend().defaultKey());
    assertThat(fixture().backend().calls()).isZero();
    assertThat(kms().decrypt(view.encrypt(Samples.secret(), CONTEXT), CONTEXT))
        .isEqualTo(Samples.secret());
    assertThat(view.decrypt(kms().encrypt(Samples.secret(), CONTEXT), CONTEXT))
        .isEqualTo(Samples.secret());
  }

  @Test
  default void forKey_ofASecondKey_opensItsOwnOnly() {
    String name = fixture().subject().secondKey().orElse("");
    if (name.isEmpty()) {
      Expect.refusal(ErrorCode.ACCESS_DENIED, () -> kms().forKey("second"));
      return;
    }
    KmsClient second = kms().forKey(name);
    KmsClient first = kms().forKey(fixture().backend().defaultKey());
    Ciphertext ofFirst = first.encrypt(Samples.secret(), CONTEXT);
    Ciphertext ofSecond = second.encrypt(Samples.secret(), CONTEXT);
    assertThat(second.decrypt(ofSecond, CONTEXT)).isEqualTo(Samples.secret());
    assertThat(kms().decrypt(ofSecond, CONTEXT)).isEqualTo(Samples.secret());
    int before = fixture().backend().calls();
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> second.decrypt(ofFirst, CONTEXT));
    Expect.refusal(ErrorCode.ACCESS_DENIED, () -> first.decrypt(ofSecond, CONTEXT));
    assertThat(fixture().backend().calls()).isEqualTo(before);
  }
}
