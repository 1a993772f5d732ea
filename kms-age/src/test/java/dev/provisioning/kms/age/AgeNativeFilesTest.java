package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native age files of any size with the keys of the backend. */
class AgeNativeFilesTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

  private final AgeIdentity own = AgeIdentity.generate();
  private final AgeIdentity tenant = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeKeys() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), own, tenant);
  }

  private AgeKms open() {
    return AgeKms.builder().privateKeyPath(file).allowKey("tenant", tenant.recipient()).build();
  }

  @Test
  void fileEncryption_largeFile_opensAgain() throws IOException {
    byte[] plaintext = Sources.bytes(300_000);
    try (AgeKms kms = open()) {
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      kms.fileEncryption(CONTEXT).encrypt(new ByteArrayInputStream(plaintext), sealed);
      ByteArrayOutputStream opened = new ByteArrayOutputStream();
      kms.fileDecryption(CONTEXT).decrypt(new ByteArrayInputStream(sealed.toByteArray()), opened);
      assertThat(opened.toByteArray()).isEqualTo(plaintext);
      assertThatThrownBy(
              () -> kms.fileDecryption(EncryptionContext.empty()).decrypt(sealed.toByteArray()))
          .isInstanceOf(AgeException.class);
    }
  }

  @Test
  void fileDecryption_keysRotatedMeanwhile_staysUsableUntilClose() throws IOException {
    AgeKms kms = open();
    byte[] sealed = kms.fileEncryption(CONTEXT).encrypt(new byte[5]);
    AgeDecryption decryption = kms.fileDecryption(CONTEXT);
    kms.rotateKey(kms.defaultKey());
    kms.rotateKey(kms.defaultKey());
    assertThat(decryption.decrypt(sealed)).hasSize(5);
    assertThat(kms.fileDecryption(CONTEXT).decrypt(sealed)).hasSize(5);
    kms.close();
    assertThatThrownBy(() -> decryption.decrypt(sealed)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void fileDecryption_keysRotatedMeanwhile_opensWhatTheNewOneMade() throws IOException {
    try (AgeKms kms = open()) {
      AgeDecryption decryption = kms.fileDecryption(CONTEXT).threads(2);
      kms.rotateKey(kms.defaultKey());
      assertThat(decryption.decrypt(kms.fileEncryption(CONTEXT).encrypt(new byte[5]))).hasSize(5);
    }
  }

  @Test
  void fileDecryption_closedBackend_isRefused() {
    AgeKms kms = open();
    kms.close();
    assertThatThrownBy(() -> kms.fileDecryption(CONTEXT)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void fileDecryption_fileOfAListedKey_doesNotOpen() throws IOException {
    try (AgeKms kms = open()) {
      byte[] sealed = Age.encryptTo(List.of(tenant.recipient())).encrypt(new byte[5]);
      assertThatThrownBy(() -> kms.fileDecryption(EncryptionContext.empty()).decrypt(sealed))
          .isInstanceOf(AgeException.class);
    }
  }

  @Test
  void fileDecryption_encryptOnly_isUnsupported() {
    try (AgeKms kms = AgeKms.builder().recipient(own.recipient()).build()) {
      assertThatThrownBy(() -> kms.fileDecryption(CONTEXT))
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void fileEncryption_noIdentityForAnyRecipient_refuses() {
    try (AgeKms kms =
        AgeKms.builder()
            .privateKeyPath(file)
            .recipient(AgeIdentity.generate().recipient())
            .build()) {
      assertThatThrownBy(() -> kms.fileEncryption(CONTEXT))
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.CONFIGURATION);
    }
  }
}
