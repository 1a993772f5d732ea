package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rotation cannot edit a configuration that names the key it would replace. */
class AgeListedRotationTest {
  private final AgeIdentity own = AgeIdentity.generate();
  private final AgeIdentity backup = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;
  private Path recipients;

  @BeforeEach
  void writeKeys() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), own);
    recipients = KeyFiles.recipients(folder.resolve("public.txt"), own, backup);
  }

  private void assertUnsupported(AgeKmsBuilder builder) throws IOException {
    byte[] privateBefore = Files.readAllBytes(file);
    byte[] publicBefore = Files.readAllBytes(recipients);
    try (AgeKms kms = builder.build()) {
      assertThatThrownBy(() -> kms.rotateKey(kms.defaultKey()))
          .hasMessageContaining("its id stands in the configuration")
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED);
    }
    assertThat(file).hasBinaryContent(privateBefore);
    assertThat(recipients).hasBinaryContent(publicBefore);
  }

  private AgeKmsBuilder listed() {
    return AgeKms.builder().privateKeyPath(file).allowKey("ours", own.recipient());
  }

  @Test
  void rotateKey_defaultKeyListedToo_isUnsupported() throws IOException {
    assertUnsupported(listed());
  }

  @Test
  void rotateKey_defaultKeyOfTheRecipientsFileListedToo_isUnsupported() throws IOException {
    assertUnsupported(listed().publicKeyPath(recipients));
  }

  @Test
  void rotateKey_onlyHeldRecipientListed_isUnsupported() throws IOException {
    KeyFiles.recipients(recipients, backup, own);
    assertUnsupported(
        listed().publicKeyPath(recipients).allowKey("backup", backup.recipient()));
  }

  @Test
  void rotateKey_otherKeysListed_rotates() throws IOException {
    AgeIdentity tenant = AgeIdentity.generate();
    KeyFiles.privateKeys(file, own, tenant);
    KeyFiles.recipients(recipients, tenant, own);
    try (AgeKms kms =
        AgeKms.builder()
            .privateKeyPath(file)
            .publicKeyPath(recipients)
            .allowKey("tenant", tenant.recipient())
            .build()) {
      String rotated = kms.rotateKey(kms.defaultKey()).keyId();
      assertThat(AgeKeyFile.readRecipients(recipients))
          .extracting(AgeRecipient::toString)
          .containsExactly(KeyFiles.id(tenant), rotated);
    }
  }
}
