package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Key files that change while they are used. */
class AgeReloadTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final AgeIdentity first = AgeIdentity.generate();
  private final AgeIdentity second = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;
  private Kms kms;

  @BeforeEach
  void open() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), first);
    kms = Kms.of(AgeKms.builder().privateKeyPath(file).build());
  }

  @AfterEach
  void close() {
    kms.close();
  }

  private void assertDefault(AgeIdentity identity) {
    assertThat(kms.encrypt(PLAINTEXT, CONTEXT).keyId()).isEqualTo(KeyFiles.id(identity));
  }

  @Test
  void use_newIdentityPutFirst_isCurrentAtOnce() throws IOException {
    Ciphertext old = kms.encrypt(PLAINTEXT, CONTEXT);
    KeyFiles.privateKeys(file, second, first);
    assertDefault(second);
    assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(PLAINTEXT);
    assertThat(kms.needsRewrap(old)).isTrue();
    assertThat(kms.rewrap(old, CONTEXT).keyId()).isEqualTo(KeyFiles.id(second));
  }

  @Test
  void use_sameSizeWrittenInPlaceAtOnce_isSeen() throws IOException {
    assertDefault(first);
    KeyFiles.privateKeys(file, second);
    assertDefault(second);
  }

  @Test
  void use_otherFileOfSameSizeAndTimeRenamedOver_isSeen() throws IOException {
    FileTime old = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    Files.setLastModifiedTime(file, old);
    assertDefault(first);
    Path next = KeyFiles.privateKeys(folder.resolve("next.txt"), second);
    Files.setLastModifiedTime(next, old);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    assertDefault(second);
  }

  @Test
  void use_linkPointedElsewhere_isSeen() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path next = KeyFiles.privateKeys(folder.resolve("next.txt"), second);
    try (Kms linked = Kms.of(AgeKms.builder().privateKeyPath(link).build())) {
      Path newLink = Files.createSymbolicLink(folder.resolve("link2"), next);
      Files.move(newLink, link, StandardCopyOption.ATOMIC_MOVE);
      assertThat(linked.describeKey().keyId()).isEqualTo(KeyFiles.id(second));
    }
  }

  @Test
  void use_recipientsFileChanged_isSeen() throws IOException {
    Path recipients = KeyFiles.recipients(folder.resolve("public.txt"), first);
    try (Kms other = Kms.of(AgeKms.builder().publicKeyPath(recipients).build())) {
      KeyFiles.recipients(recipients, second, first);
      assertThat(other.describeKey().keyId()).isEqualTo(KeyFiles.id(second));
    }
  }

  @Test
  void use_fileBroken_failsUntilItIsRepaired() throws IOException {
    Ciphertext old = kms.encrypt(PLAINTEXT, CONTEXT);
    Files.writeString(file, "AGE-SECRET-KEY-1BROKEN\n");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> kms.decrypt(old, CONTEXT))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContainingAll(file.toString(), "line 1")
          .message()
          .doesNotContain("BROKEN");
    }
    assertDown("line 1");
    KeyFiles.privateKeys(file, first);
    assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void use_fileGone_failsUntilItIsBack() throws IOException {
    Ciphertext old = kms.encrypt(PLAINTEXT, CONTEXT);
    Path away = Files.move(file, folder.resolve("away"));
    assertThatThrownBy(() -> kms.encrypt(PLAINTEXT, CONTEXT))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll(file.toString(), "does not exist");
    assertDown("does not exist");
    Files.move(away, file);
    assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  private void assertDown(String text) {
    Health health = kms.health(Duration.ofSeconds(5));
    assertThat(health.status()).isEqualTo(Health.Status.DOWN);
    assertThat(health.reason()).contains(text);
  }

  @Test
  void health_allIsWell_isUp() {
    Health health = kms.health(Duration.ofSeconds(5));
    assertThat(health.status()).isEqualTo(Health.Status.UP);
    assertThat(health.reason()).isEmpty();
  }
}
