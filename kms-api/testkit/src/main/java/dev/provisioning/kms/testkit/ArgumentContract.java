package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.spi.KmsBackend;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Arrays are neither kept nor changed; null is refused at the door. */
interface ArgumentContract extends Contract {
  @Test
  default void encrypt_doesNotChangeThePlaintext() {
    byte[] plaintext = Samples.secret();
    kms().encrypt(plaintext, CONTEXT);
    kms().encryptAll(List.of(plaintext), List.of(CONTEXT));
    assertThat(plaintext).isEqualTo(Samples.secret());
  }

  @Test
  default void encrypt_doesNotKeepThePlaintext() {
    byte[] plaintext = Samples.secret();
    Ciphertext made = kms().encrypt(plaintext, CONTEXT);
    Arrays.fill(plaintext, (byte) 'x');
    assertThat(kms().decrypt(made, CONTEXT)).isEqualTo(Samples.secret());
  }

  @Test
  default void decrypt_returnsAnArrayOfTheCallers() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    byte[] before = made.toBytes();
    Arrays.fill(kms().decrypt(made, CONTEXT), (byte) 0);
    assertThat(kms().decrypt(made, CONTEXT)).isEqualTo(Samples.secret());
    assertThat(made.toBytes()).isEqualTo(before);
  }

  @Test
  default void ciphertext_arraysAreCopies() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    Arrays.fill(made.blob(), (byte) 0);
    Arrays.fill(made.toBytes(), (byte) 0);
    assertThat(kms().decrypt(made, CONTEXT)).isEqualTo(Samples.secret());
  }

  /** The engine wipes data keys after the call, so that a backend that kept the array is seen. */
  @Test
  default void backend_doesNotKeepThePlaintext() {
    KmsBackend backend = fixture().backend().real();
    byte[] plaintext = Samples.secret();
    Ciphertext made = backend.encrypt(backend.defaultKey(), plaintext, CONTEXT);
    assertThat(plaintext).isEqualTo(Samples.secret());
    Arrays.fill(plaintext, (byte) 0);
    assertThat(backend.decrypt(made, CONTEXT)).isEqualTo(Samples.secret());
  }

  @Test
  @SuppressWarnings("NullAway")
  default void null_isRefusedAtTheDoor() {
    KmsClient client = kms();
    Ciphertext made = client.encrypt(Samples.secret(), CONTEXT);
    int calls = fixture().backend().calls();
    List<ThrowingCallable> misuses =
        List.of(
            () -> client.encrypt(null, CONTEXT),
            () -> client.encrypt(new byte[0], null),
            () -> client.decrypt(null, CONTEXT),
            () -> client.decrypt(made, null),
            () -> client.encryptText(null, CONTEXT),
            () -> client.encryptText("text", null),
            () -> client.decryptText(null, CONTEXT),
            () -> client.decryptText(made.toString(), null),
            () -> client.generateDataKey(null, CONTEXT),
            () -> client.generateDataKey(DataKeySpec.AES_256, null),
            () -> client.decryptDataKey(null, CONTEXT),
            () -> client.decryptDataKey(made, null),
            () -> client.needsRewrap(null),
            () -> client.rewrap(null, CONTEXT),
            () -> client.rewrap(made, null),
            () -> client.encryptAll(null, List.of()),
            () -> client.encryptAll(Collections.singletonList(null), List.of(CONTEXT)),
            () -> client.encryptAll(List.of(new byte[0]), Collections.singletonList(null)),
            () -> client.decryptAll(Collections.singletonList(null), List.of(CONTEXT)),
            () -> client.decryptAll(List.of(made), Collections.singletonList(null)),
            () -> client.forKey(null),
            () -> kms().health(null));
    for (ThrowingCallable misuse : misuses) {
      assertThatThrownBy(misuse).isInstanceOf(NullPointerException.class);
    }
    assertThat(fixture().backend().calls()).isEqualTo(calls);
  }
}
