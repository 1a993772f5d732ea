package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static dev.provisioning.kms.testkit.Samples.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.ErrorCode;
import org.junit.jupiter.api.Test;

/** Moving a ciphertext keeps plaintext, context and kind. */
interface RewrapContract extends Contract {
  @Test
  default void needsRewrap_ofAnotherKeyOrBackend_isTrue() {
    Ciphertext ofOtherKey = fixture().otherKey().encrypt(Samples.secret(), CONTEXT);
    assertThat(kms().needsRewrap(ofOtherKey)).isTrue();
    assertThat(kms().needsRewrap(Ciphertext.of("elsewhere", "k", "1", new byte[] {1}))).isTrue();
  }

  @Test
  default void rewrap_keepsThePlaintextAndBindsTheContext() {
    Ciphertext moved = kms().rewrap(kms().encrypt(Samples.secret(), CONTEXT), CONTEXT);
    assertThat(kms().decrypt(moved, CONTEXT)).isEqualTo(Samples.secret());
    assertThat(moved.contextKeys()).contains(CONTEXT.keys());
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(moved, WRONG));
  }

  @Test
  default void rewrap_underTheWrongContext_isRefused() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().rewrap(made, WRONG));
  }

  @Test
  default void rewrap_ofATamperedCiphertext_isRefused() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    byte[] blob = made.blob();
    blob[blob.length / 2] ^= 1;
    Ciphertext tampered = Ciphertext.of(made.backend(), made.keyId(), made.keyVersion(), blob);
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().rewrap(tampered, CONTEXT));
  }

  @Test
  default void rewrap_ofAKeyThatIsNotAllowed_isRefusedWithoutACall() {
    Ciphertext foreign = fixture().otherKey().encrypt(Samples.secret(), CONTEXT);
    assertNotAllowed(() -> kms().rewrap(foreign, CONTEXT));
  }

  @Test
  default void rewrap_ofADataKey_staysADataKey() {
    try (DataKey key = kms().generateDataKey(DataKeySpec.AES_128, CONTEXT)) {
      Ciphertext moved = kms().rewrap(key.wrapped(), CONTEXT);
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(moved, CONTEXT));
      try (DataKey again = kms().decryptDataKey(moved, CONTEXT)) {
        assertThat(again.key().getEncoded()).isEqualTo(key.key().getEncoded());
      }
    }
  }

  @Test
  default void rewrap_ofASecondKey_movesToTheDefaultKey() {
    String name = fixture().subject().secondKey().orElse(fixture().backend().defaultKey());
    Ciphertext made = kms().forKey(name).encrypt(Samples.secret(), CONTEXT);
    Ciphertext moved = kms().rewrap(made, CONTEXT);
    assertThat(moved.keyId()).isEqualTo(kms().encrypt(Samples.secret(), CONTEXT).keyId());
    assertThat(kms().needsRewrap(moved)).isFalse();
    assertThat(kms().decrypt(moved, CONTEXT)).isEqualTo(Samples.secret());
  }
}
