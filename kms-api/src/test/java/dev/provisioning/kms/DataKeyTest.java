package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataKeyTest {
  private static final EncryptionContext NONE = EncryptionContext.empty();
  private static final Ciphertext WRAPPED = Ciphertext.of("stub", "k1", "1", new byte[1]);

  private static DataKey key(int... bytes) {
    byte[] key = new byte[16];
    for (int i = 0; i < bytes.length; i++) {
      key[i] = (byte) bytes[i];
    }
    return DataKey.of(WRAPPED, key);
  }

  @Test
  void of_copiesTheArray() {
    byte[] bytes = new byte[16];
    try (DataKey key = DataKey.of(WRAPPED, bytes)) {
      bytes[0] = 1;
      key.key().getEncoded()[1] = 1;
      assertThat(key.key().getEncoded()).containsOnly(0);
    }
  }

  @Test
  void close_endsTheKeyAndKeepsTheWrappedForm() throws Exception {
    DataKey key = key(1);
    key.close();
    key.close();
    assertThat(key.key().isDestroyed()).isTrue();
    assertThatThrownBy(() -> key.key().getEncoded())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(key.wrapped()).isEqualTo(WRAPPED);
    key.key().destroy();
  }

  @Test
  void equals_isByKeyWhileBothLive() {
    DataKey one = key(1, 2);
    DataKey same = key(1, 2);
    DataKey other = key(1, 3);
    assertThat(one.key()).isEqualTo(same.key()).hasSameHashCodeAs(same.key());
    assertThat(one.key()).isNotEqualTo(other.key()).hasSameHashCodeAs(other.key());
    same.close();
    assertThat(one.key()).isNotEqualTo(same.key());
    assertThat(same.key()).isEqualTo(same.key());
  }

  @Test
  void toString_saysNothingOfTheKey() {
    try (DataKey key = key(77)) {
      assertThat(key).hasToString("DataKey[stub, k1]");
      assertThat(key.key()).hasToString("AES key of 16 bytes");
      assertThat(key.key().getFormat()).isEqualTo("RAW");
    }
  }

  @Test
  void serialize_isRefused() throws Exception {
    try (DataKey key = key(1);
        ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      assertThatThrownBy(() -> out.writeObject(key.key()))
          .isInstanceOf(NotSerializableException.class);
    }
  }

  /** A stub has no cryptography that would tell a data key from another plaintext. */
  @ParameterizedTest
  @ValueSource(ints = {1, 15, 17, 31, 33})
  void decryptDataKey_ofAnotherLength_isRefusedInItsPlace(int length) {
    try (Kms kms = Kms.of(new StubBackend())) {
      Ciphertext wrapped = Ciphertext.of("stub", "k1", "1", new byte[length]);
      assertThatThrownBy(() -> kms.decryptDataKey(wrapped, NONE))
          .isInstanceOfSatisfying(
              InvalidCiphertextException.class,
              e -> {
                assertThat(e.operation()).contains(KmsOperation.DECRYPT_DATA_KEY);
                assertThat(e.backend()).contains("stub");
                assertThat(e.keyId()).contains("k1");
              });
    }
  }

  @Test
  void generateDataKey_afterTheCall_leavesNoKeyInTheBackendsArray() {
    List<byte[]> seen = new ArrayList<>();
    StubBackend keeping =
        new StubBackend() {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            seen.add(plaintext);
            return super.encrypt(keyId, plaintext, context);
          }
        };
    try (Kms kms = Kms.of(keeping);
        DataKey key = kms.generateDataKey(DataKeySpec.AES_256, NONE)) {
      assertThat(seen.get(0)).hasSize(32).containsOnly(0);
      assertThat(key.key().getEncoded()).isEqualTo(key.wrapped().blob());
    }
  }

  @Test
  void wrongCall_onADataKey_saysWhichIsRight() {
    KmsClient client = FakeKms.create().client();
    try (DataKey key = client.generateDataKey(DataKeySpec.AES_128, NONE)) {
      assertThatThrownBy(() -> client.decrypt(key.wrapped(), NONE))
          .isInstanceOf(InvalidCiphertextException.class)
          .hasMessageContaining("decryptDataKey");
    }
  }
}
