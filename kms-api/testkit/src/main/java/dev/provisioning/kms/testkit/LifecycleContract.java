package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** After close nothing works, and closing again is harmless. */
interface LifecycleContract extends Contract {
  private List<ThrowingCallable> everyCall(KmsClient client, Ciphertext made, Ciphertext key) {
    return List.of(
        () -> client.encrypt(new byte[0], CONTEXT),
        () -> client.encrypt(new byte[KmsClient.MAX_PLAINTEXT + 1], CONTEXT),
        () -> client.decrypt(made, CONTEXT),
        () -> client.encryptText("text", CONTEXT),
        () -> client.decryptText(made.toString(), CONTEXT),
        () -> client.generateDataKey(DataKeySpec.AES_256, CONTEXT),
        () -> client.decryptDataKey(key, CONTEXT),
        () -> client.needsRewrap(made),
        () -> client.rewrap(made, CONTEXT),
        () -> client.encryptAll(List.of(new byte[0]), List.of(CONTEXT)),
        () -> client.decryptAll(List.of(made), List.of(CONTEXT)),
        () -> client.forKey("any"),
        client::describeKey,
        client::createKey,
        client::rotateKey,
        () -> client.rotateKeyEvery(Duration.ZERO),
        client::capabilities);
  }

  @Test
  default void closed_everyCallOfClientAndViews_throwsIllegalState() {
    Kms kms = kms();
    KmsClient view = kms.forKey(fixture().backend().defaultKey());
    KmsClient section = kms.backend(kms.section());
    Ciphertext made = kms.encrypt(Samples.secret(), CONTEXT);
    Ciphertext key = kms.generateDataKey(DataKeySpec.AES_256, CONTEXT).wrapped();
    kms.close();
    int calls = fixture().backend().calls();
    for (KmsClient client : List.of(kms, view, section)) {
      for (ThrowingCallable call : everyCall(client, made, key)) {
        assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThatThrownBy(() -> kms.health(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kms.backend("any")).isInstanceOf(IllegalStateException.class);
    assertThat(fixture().backend().calls()).isEqualTo(calls);
  }

  @Test
  default void close_again_isHarmless() {
    kms().encrypt(new byte[0], CONTEXT);
    kms().close();
    kms().close();
    KmsBackend backend = fixture().subject().open();
    backend.close();
    backend.close();
  }

  @Test
  default void toString_ofClosedClients_stillAnswers() {
    Kms kms = kms();
    KmsClient view = kms.forKey(fixture().backend().defaultKey());
    kms.close();
    assertThat(kms.toString()).startsWith("Kms[");
    assertThat(view.toString()).startsWith("KmsClient[");
  }

  @Test
  default void close_ofOne_leavesAnotherOpen() {
    Kms other = fixture().reopened();
    kms().close();
    assertThat(other.decrypt(other.encrypt(Samples.secret(), CONTEXT), CONTEXT))
        .isEqualTo(Samples.secret());
  }
}
