package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeKmsRewrapTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] PLAINTEXT = new byte[300];

  private final AgeIdentity own = AgeIdentity.generate();
  private final AgeIdentity backup = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeKey() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), own);
  }

  private AgeKmsBuilder to(AgeIdentity... recipients) {
    AgeKmsBuilder builder = AgeKms.builder().privateKeyPath(file);
    for (AgeIdentity recipient : recipients) {
      builder.recipient(recipient.recipient());
    }
    return builder;
  }

  private Ciphertext sealed(AgeIdentity... recipients) {
    try (Kms kms = Kms.of(to(recipients).build())) {
      return kms.encrypt(PLAINTEXT, CONTEXT);
    }
  }

  private static byte[] tail(Ciphertext c) {
    byte[] blob = c.blob();
    return Arrays.copyOfRange(blob, blob.length - PLAINTEXT.length - 32, blob.length);
  }

  @Test
  void rewrap_moreRecipients_addsThemAndCopiesThePayload() throws IOException {
    Ciphertext old = sealed(own);
    try (Kms kms = Kms.of(to(own, backup).build())) {
      Ciphertext moved = kms.rewrap(old, CONTEXT);
      assertThat(Age.decryptWith(List.of(backup)).context(CONTEXT).decrypt(moved.blob()))
          .isEqualTo(PLAINTEXT);
      assertThat(kms.decrypt(moved, CONTEXT)).isEqualTo(PLAINTEXT);
      assertThat(tail(moved)).isEqualTo(tail(old));
    }
  }

  @Test
  void rewrap_fewerRecipients_refuses() {
    Ciphertext old = sealed(own, backup);
    try (Kms kms = Kms.of(to(own).build())) {
      assertThatThrownBy(() -> kms.rewrap(old, CONTEXT))
          .hasMessageContainingAll("2 recipients", "keep 1", "drop_recipients")
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
    }
  }

  @Test
  void rewrap_fewerRecipientsOnPurpose_dropsThem() {
    Ciphertext old = sealed(own, backup);
    try (Kms kms = Kms.of(to(own).dropRecipients(true).build())) {
      Ciphertext moved = kms.rewrap(old, CONTEXT);
      assertThat(kms.decrypt(moved, CONTEXT)).isEqualTo(PLAINTEXT);
      assertThatThrownBy(
              () -> Age.decryptWith(List.of(backup)).context(CONTEXT).decrypt(moved.blob()))
          .isInstanceOf(AgeException.class);
    }
  }

  @Test
  void rewrap_contextStanza_isNoRecipient() {
    Ciphertext old = sealed(own);
    try (Kms kms = Kms.of(to(own).build())) {
      assertThat(kms.decrypt(kms.rewrap(old, CONTEXT), CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void rewrap_otherContext_fails() {
    Ciphertext old = sealed(own);
    try (Kms kms = Kms.of(to(own).build())) {
      assertThatThrownBy(() -> kms.rewrap(old, EncryptionContext.of("env", "dev")))
          .isInstanceOf(InvalidCiphertextException.class);
      assertThatThrownBy(() -> kms.rewrap(old, EncryptionContext.empty()))
          .isInstanceOf(InvalidCiphertextException.class);
    }
  }

  @Test
  void rewrap_damagedPayload_failsInsteadOfPassingItOn() {
    Ciphertext old = sealed(own);
    byte[] blob = old.blob();
    blob[blob.length - 1] ^= 1;
    try (Kms kms = Kms.of(to(own).build())) {
      assertThatThrownBy(() -> kms.rewrap(Ciphertext.of("age", old.keyId(), "", blob), CONTEXT))
          .isInstanceOf(InvalidCiphertextException.class);
    }
  }

  @Test
  void rewrap_encryptOnly_isUnsupported() {
    Ciphertext old = sealed(own);
    try (Kms kms = Kms.of(AgeKms.builder().recipient(own.recipient()).build())) {
      assertThatThrownBy(() -> kms.rewrap(old, CONTEXT))
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }
}
