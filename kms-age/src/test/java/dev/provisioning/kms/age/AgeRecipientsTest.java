package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom data is encrypted to, and what a client without the right identity can still do. */
class AgeRecipientsTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final AgeIdentity own = AgeIdentity.generate();
  private final AgeIdentity backup = AgeIdentity.generate();
  private final AgeIdentity stranger = AgeIdentity.generate();
  @TempDir Path folder;

  private Path privateKeys(AgeIdentity... identities) throws IOException {
    return KeyFiles.privateKeys(folder.resolve("key.txt"), identities);
  }

  private Path recipients(AgeIdentity... identities) throws IOException {
    return KeyFiles.recipients(folder.resolve("public.txt"), identities);
  }

  private static byte[] open(Ciphertext c, AgeIdentity identity) throws IOException {
    return Age.decryptWith(List.of(identity)).context(CONTEXT).decrypt(c.blob());
  }

  @Test
  void encrypt_severalRecipients_eachCanOpen() throws IOException {
    try (Kms kms =
        Kms.of(
            AgeKms.builder()
                .privateKeyPath(privateKeys(own))
                .publicKeyPath(recipients(own, backup))
                .recipient(stranger.recipient())
                .build())) {
      Ciphertext c = kms.encrypt(PLAINTEXT, CONTEXT);
      assertThat(c.keyId()).isEqualTo(KeyFiles.id(own));
      assertThat(open(c, own)).isEqualTo(PLAINTEXT);
      assertThat(open(c, backup)).isEqualTo(PLAINTEXT);
      assertThat(open(c, stranger)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void encrypt_sameRecipientTwice_countsOnce() throws IOException {
    try (Kms kms =
        Kms.of(
            AgeKms.builder()
                .publicKeyPath(recipients(own, own))
                .recipient(own.recipient())
                .build())) {
      assertThat(kms.describeKey().details()).containsEntry("recipients", "1");
    }
  }

  @Test
  void decrypt_madeOnAnotherMachineWithTheSameRecipients_opens() throws IOException {
    Path shared = recipients(backup, own);
    Path others = KeyFiles.privateKeys(folder.resolve("other.txt"), backup);
    Ciphertext c;
    try (Kms other =
        Kms.of(AgeKms.builder().privateKeyPath(others).publicKeyPath(shared).build())) {
      c = other.encrypt(PLAINTEXT, CONTEXT);
      assertThat(c.keyId()).isEqualTo(KeyFiles.id(backup));
    }
    try (Kms kms =
        Kms.of(AgeKms.builder().privateKeyPath(privateKeys(own)).publicKeyPath(shared).build())) {
      assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void encrypt_noIdentityForAnyRecipient_refusesAndStillDecrypts() throws IOException {
    Ciphertext old;
    try (Kms before = Kms.of(AgeKms.builder().privateKeyPath(privateKeys(own)).build())) {
      old = before.encrypt(PLAINTEXT, CONTEXT);
    }
    try (Kms kms =
        Kms.of(
            AgeKms.builder()
                .privateKeyPath(folder.resolve("key.txt"))
                .publicKeyPath(recipients(stranger))
                .build())) {
      assertThatThrownBy(() -> kms.encrypt(PLAINTEXT, CONTEXT))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContaining("no identity for any of the recipients");
      assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(PLAINTEXT);
      Health health = kms.health(Duration.ofSeconds(5));
      assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
      assertThat(health.reason()).startsWith("decrypts only");
    }
  }

  @Test
  void encryptOnly_encrypts_andSaysWhyItDoesNotDecrypt() throws IOException {
    try (Kms kms = Kms.of(AgeKms.builder().publicKeyPath(recipients(own)).build())) {
      assertThat(kms.capabilities())
          .containsExactlyInAnyOrder(Capability.OFFLINE, Capability.CREATE_KEY);
      Ciphertext c = kms.encrypt(PLAINTEXT, CONTEXT);
      assertThat(open(c, own)).isEqualTo(PLAINTEXT);
      assertThatThrownBy(() -> kms.decrypt(c, CONTEXT))
          .hasMessageContainingAll("recipients only", "private_key_path")
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED);
      assertThatThrownBy(kms::rotateKey)
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED);
      Health health = kms.health(Duration.ofSeconds(5));
      assertThat(health.status()).isEqualTo(Health.Status.DEGRADED);
      assertThat(health.reason()).startsWith("encrypts only");
    }
  }

  @Test
  void build_withoutAnyKey_refuses() {
    assertThatThrownBy(() -> AgeKms.builder().build())
        .isInstanceOf(KmsConfigurationException.class);
  }

  @Test
  void encrypt_recipientThatLeftTheFile_standsForThoseOfNow() throws IOException {
    Path file = recipients(own, backup);
    try (AgeKms backend = AgeKms.builder().publicKeyPath(file).build()) {
      String asked = backend.defaultKey();
      recipients(stranger, backup);
      Ciphertext c = backend.encrypt(asked, PLAINTEXT, CONTEXT);
      assertThat(c.keyId()).isEqualTo(KeyFiles.id(stranger));
      assertThat(open(c, stranger)).isEqualTo(PLAINTEXT);
      assertThat(open(c, backup)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void encrypt_asManyRecipientsAsAllowed_fitsWithContextAndFormerKey() throws IOException {
    AgeIdentity[] many = new AgeIdentity[126];
    for (int i = 0; i < many.length; i++) {
      many[i] = AgeIdentity.generate();
    }
    try (AgeKms backend =
        AgeKms.builder()
            .privateKeyPath(privateKeys(many[0], own))
            .publicKeyPath(recipients(many))
            .build()) {
      Ciphertext c = backend.encrypt(KeyFiles.id(own), PLAINTEXT, CONTEXT);
      assertThat(open(c, many[125])).isEqualTo(PLAINTEXT);
      assertThat(backend.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }
}
