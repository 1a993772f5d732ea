package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.spi.EnvelopeKeys;
import dev.provisioning.kms.testing.FakeKms;
import org.junit.jupiter.api.Test;

/** Wrapped envelope keys, data keys and ciphertexts never pass for each other. */
class PurposeTest {
  private final Kms client = FakeKms.create().withKey("k1").kms();
  private final EnvelopeKeys keys = client.envelopeKeys();

  @Test
  void envelopeKey_inOtherOperations_isRefused() {
    Ciphertext wrapped = keys.wrap(new byte[32], CONTEXT);
    assertThat(keys.unwrap(wrapped, CONTEXT, Patience.DEFAULT)).isEqualTo(new byte[32]);
    assertThatThrownBy(() -> client.decryptDataKey(wrapped, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThatThrownBy(() -> client.decrypt(wrapped, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThatThrownBy(() -> client.rewrap(wrapped, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void dataKeyAndCiphertext_asEnvelopeKeys_areRefused() {
    Ciphertext dataKey = client.generateDataKey(DataKeySpec.AES_256, CONTEXT).wrapped();
    Ciphertext ciphertext = client.encrypt(new byte[32], CONTEXT);
    assertThatThrownBy(() -> keys.unwrap(dataKey, CONTEXT, Patience.DEFAULT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThatThrownBy(() -> keys.unwrap(ciphertext, CONTEXT, Patience.DEFAULT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void envelopeKey_ofAnotherLength_isRefused() {
    try (Kms clear = ClearBackend.client()) {
      EnvelopeKeys clearKeys = clear.envelopeKeys();
      assertThatThrownBy(() -> clearKeys.wrap(new byte[16], CONTEXT))
          .isInstanceOf(IllegalArgumentException.class);
      Ciphertext shorter = ClearBackend.wrapped(new byte[16]);
      assertThatThrownBy(() -> clearKeys.unwrap(shorter, CONTEXT, Patience.DEFAULT))
          .isInstanceOf(InvalidCiphertextException.class)
          .hasMessageContaining("32 bytes");
    }
  }

  @Test
  void envelopeKeys_afterClose_areRefused() {
    Ciphertext wrapped = keys.wrap(new byte[32], CONTEXT);
    client.close();
    assertThatThrownBy(client::envelopeKeys).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.admits(wrapped)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.wrap(new byte[32], CONTEXT))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> keys.unwrap(wrapped, CONTEXT, Patience.DEFAULT))
        .isInstanceOf(IllegalStateException.class);
  }
}
