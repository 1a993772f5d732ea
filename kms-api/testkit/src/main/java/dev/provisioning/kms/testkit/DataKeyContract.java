package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static dev.provisioning.kms.testkit.Samples.WRONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.ErrorCode;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data keys: both sizes, bound to context and purpose, dead after close. */
interface DataKeyContract extends Contract {
  @ParameterizedTest
  @EnumSource(DataKeySpec.class)
  default void dataKey_unwrapped_isTheSameKey(DataKeySpec spec) {
    try (DataKey key = kms().generateDataKey(spec, CONTEXT);
        DataKey again = kms().decryptDataKey(Ciphertext.parse(key.wrapped().toBytes()), CONTEXT)) {
      assertThat(key.key().getEncoded()).hasSize(spec.bytes());
      assertThat(again.key().getEncoded()).isEqualTo(key.key().getEncoded());
      assertThat(key.key().getAlgorithm()).isEqualTo("AES");
      assertThat(key.wrapped().isDataKey()).isTrue();
      assertThat(key.wrapped().contextKeys()).contains(CONTEXT.keys());
    }
  }

  @Test
  default void dataKey_encryptsWithTheJdk() throws Exception {
    try (DataKey key = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT);
        DataKey again = kms().decryptDataKey(key.wrapped(), CONTEXT)) {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key.key());
      byte[] sealed = cipher.doFinal(Samples.secret());
      GCMParameterSpec nonce = cipher.getParameters().getParameterSpec(GCMParameterSpec.class);
      cipher.init(Cipher.DECRYPT_MODE, again.key(), nonce);
      assertThat(cipher.doFinal(sealed)).isEqualTo(Samples.secret());
    }
  }

  @Test
  default void dataKey_generatedTwice_differs() {
    try (DataKey one = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT);
        DataKey two = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      assertThat(one.key().getEncoded()).isNotEqualTo(two.key().getEncoded());
    }
  }

  @Test
  default void dataKey_underTheWrongContext_isRefused() {
    try (DataKey key = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      Ciphertext wrapped = key.wrapped();
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decryptDataKey(wrapped, WRONG));
    }
  }

  @Test
  default void decrypt_ofAWrappedDataKey_isRefused() {
    try (DataKey key = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      Ciphertext made = key.wrapped();
      Ciphertext bare = Ciphertext.of(made.backend(), made.keyId(), made.keyVersion(), made.blob());
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(made, CONTEXT));
      Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(bare, CONTEXT));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 32, 33})
  default void decryptDataKey_ofAnOrdinaryCiphertext_isRefusedWhateverItsLength(int length) {
    Ciphertext ordinary = kms().encrypt(Samples.bytes(length), CONTEXT);
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decryptDataKey(ordinary, CONTEXT));
  }

  @Test
  default void dataKey_closed_isGoneAndItsWrappedFormStays() {
    DataKey key = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT);
    SecretKey secret = key.key();
    byte[] before = secret.getEncoded();
    key.close();
    key.close();
    assertThatThrownBy(secret::getEncoded).isInstanceOf(IllegalStateException.class);
    assertThat(secret.isDestroyed()).isTrue();
    try (DataKey again = kms().decryptDataKey(key.wrapped(), CONTEXT)) {
      assertThat(again.key().getEncoded()).isEqualTo(before);
    }
  }
}
