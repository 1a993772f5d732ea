package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encrypt and decrypt, from nothing to the limit. */
interface RoundTripContract extends Contract {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 1023, KmsClient.MAX_PLAINTEXT})
  default void roundTrip_ofEverySize_givesThePlaintext(int size) {
    byte[] plaintext = Samples.bytes(size);
    assertThat(kms().decrypt(kms().encrypt(plaintext, CONTEXT), CONTEXT)).isEqualTo(plaintext);
  }

  @Test
  default void encrypt_aboveTheLimit_saysTheSizeAndTheWayOut() {
    byte[] plaintext = Samples.bytes(KmsClient.MAX_PLAINTEXT + 1);
    KmsException refusal =
        Expect.refusal(ErrorCode.TOO_LARGE, () -> kms().encrypt(plaintext, CONTEXT));
    assertThat(refusal).hasMessageContaining("4097 bytes").hasMessageContaining("Envelope");
    assertThat(fixture().backend().calls()).isZero();
  }

  @Test
  default void encrypt_twice_differs() {
    byte[] plaintext = Samples.secret();
    Ciphertext first = kms().encrypt(plaintext, CONTEXT);
    assertThat(kms().encrypt(plaintext, CONTEXT).blob()).isNotEqualTo(first.blob());
  }

  @Test
  default void encrypt_namesItsMakerInTheHeader() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    assertThat(made.backend()).isEqualTo(fixture().backend().scheme());
    assertThat(made.keyId()).isNotEmpty();
    assertThat(made.isDataKey()).isFalse();
    assertThat(made.contextKeys()).contains(CONTEXT.keys());
  }

  @Test
  default void decrypt_afterStorageAsBytesOrText_givesThePlaintext() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    Ciphertext fromBytes = Ciphertext.parse(made.toBytes());
    Ciphertext fromText = Ciphertext.parse(made.toString());
    assertThat(fromBytes).isEqualTo(made).isEqualTo(fromText);
    assertThat(kms().decrypt(fromBytes, CONTEXT)).isEqualTo(Samples.secret());
  }

  @Test
  default void decrypt_byAnotherProcess_givesThePlaintext() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    assertThat(fixture().reopened().decrypt(made, CONTEXT)).isEqualTo(Samples.secret());
  }

  @Test
  default void decrypt_adoptedBlob_needsNoHeaderOfOurs() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    Ciphertext adopted =
        Ciphertext.of(made.backend(), made.keyId(), made.keyVersion(), made.blob());
    assertThat(kms().decrypt(adopted, CONTEXT)).isEqualTo(Samples.secret());
  }
}
