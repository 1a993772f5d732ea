package dev.provisioning.kms.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the fake promises about its keys; the conformance kit covers the rest. */
class FakeKmsTest {
  private static final byte[] PLAINTEXT = {1, 2, 3};
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "test");

  private final FakeKms fake = FakeKms.create().withKey("k1").withKey("k2");
  private final KmsClient client = fake.client();

  private static void assertCode(ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.backend()).contains("fake");
            });
  }

  @Test
  void client_ofTheSameFake_decryptsWhatAnotherEncrypted() {
    Ciphertext made = client.encrypt(PLAINTEXT, CONTEXT);
    assertThat(fake.client("k1").decrypt(made, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void client_ofAnotherFake_doesNotDecrypt() {
    Ciphertext made = client.encrypt(PLAINTEXT, CONTEXT);
    KmsClient other = FakeKms.create().withKey("k1").client();
    assertCode(() -> other.decrypt(made, CONTEXT), ErrorCode.INVALID_CIPHERTEXT);
  }

  @Test
  void client_withoutAnyKey_getsOneCalledDefault() {
    assertThat(FakeKms.create().client().describeKey().keyId()).isEqualTo("default");
  }

  @Test
  void client_ofAKeyThatDoesNotExist_failsUntilItIsCreated() {
    KmsClient later = fake.client("later");
    assertCode(() -> later.encrypt(PLAINTEXT, CONTEXT), ErrorCode.KEY_NOT_FOUND);
    assertThat(later.createKey().version()).isEqualTo("1");
    assertThat(later.decrypt(later.encrypt(PLAINTEXT, CONTEXT), CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void disable_untilEnabled_refusesEveryUse() {
    Ciphertext made = client.encrypt(PLAINTEXT, CONTEXT);
    fake.disable("k1");
    assertCode(() -> client.encrypt(PLAINTEXT, CONTEXT), ErrorCode.KEY_DISABLED);
    assertCode(() -> client.decrypt(made, CONTEXT), ErrorCode.KEY_DISABLED);
    fake.enable("k1");
    assertThat(client.decrypt(made, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void deny_untilEnabled_refusesDescribingToo() {
    fake.deny("k1");
    assertCode(client::describeKey, ErrorCode.ACCESS_DENIED);
    fake.enable("k1");
    assertThat(client.describeKey().keyId()).isEqualTo("k1");
  }

  @Test
  void delete_thenTheSameNameAgain_losesWhatWasEncrypted() {
    Ciphertext made = client.encrypt(PLAINTEXT, CONTEXT);
    fake.delete("k1");
    assertCode(() -> client.decrypt(made, CONTEXT), ErrorCode.KEY_NOT_FOUND);
    fake.withKey("k1");
    assertCode(() -> client.decrypt(made, CONTEXT), ErrorCode.INVALID_CIPHERTEXT);
  }

  @Test
  void rotate_twice_keepsOldVersionsReadable() {
    Ciphertext first = client.encrypt(PLAINTEXT, CONTEXT);
    fake.rotate("k1").rotate("k1");
    assertThat(client.encrypt(PLAINTEXT, CONTEXT).keyVersion()).isEqualTo("3");
    assertThat(client.decrypt(first, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void decrypt_withAnotherVersionInTheHeader_isRefused() {
    Ciphertext made = client.encrypt(PLAINTEXT, CONTEXT);
    fake.rotate("k1");
    Ciphertext lying = Ciphertext.of("fake", "k1", "2", made.blob());
    assertThatThrownBy(() -> client.decrypt(lying, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("different key versions");
  }

  @Test
  void decrypt_adoptedWithoutAVersion_usesTheOneOfTheBlob() {
    Ciphertext made = client.encrypt(PLAINTEXT, CONTEXT);
    Ciphertext adopted = Ciphertext.of("fake", "k1", "", made.blob());
    assertThat(client.decrypt(adopted, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void withKey_idThatNoHeaderCanSay_isRefused() {
    for (String id : new String[] {"", "two words", "schlüssel", "x".repeat(2049)}) {
      assertThatThrownBy(() -> fake.withKey(id))
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
  }

  @Test
  void rotateKeyEvery_whenTheTimeHasCome_rotatesAsOftenAsItIsDue() {
    Ciphertext old = client.encrypt(PLAINTEXT, CONTEXT);
    client.rotateKeyEvery(Duration.ofDays(30));
    fake.clock().advance(Duration.ofDays(29));
    assertThat(client.describeKey().version()).isEqualTo("1");
    fake.clock().advance(Duration.ofDays(32));
    assertThat(client.encrypt(PLAINTEXT, CONTEXT).keyVersion()).isEqualTo("3");
    assertThat(client.decrypt(old, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void toString_showsKeyIdsOnly() {
    assertThat(fake).hasToString("FakeKms[k1, k2]");
    assertThat(fake.backend("k1").keys()).isEqualTo(Map.of("k1", "k1"));
  }
}
