package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeKeyFileTest {
  @TempDir Path folder;

  private static void assertExists(Path file, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(file + " exists already, and a key file is never overwritten");
  }

  @Test
  void create_file_isWhatAgeKeygenWrites() throws IOException {
    Path file = folder.resolve("key.txt");
    AgeRecipient recipient = AgeKeyFile.create(file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("# created: ");
    assertThat(OffsetDateTime.parse(lines.get(0).substring(11)).getNano()).isZero();
    assertThat(lines.get(1)).isEqualTo("# public key: " + recipient);
    assertThat(lines.get(2)).matches("AGE-SECRET-KEY-1[0-9A-Z]{58}");
    assertThat(AgeKeyFile.read(file))
        .singleElement()
        .extracting(AgeIdentity::recipient)
        .isEqualTo(recipient);
  }

  @Test
  void create_fileAndFolders_belongToThisUserAlone() throws IOException {
    Path file = folder.resolve("a/b/key.txt");
    AgeKeyFile.create(file, folder.resolve("c/public.txt"));
    assertThat(KeyFiles.mode(file)).isEqualTo("rw-------");
    assertThat(KeyFiles.mode(folder.resolve("a"))).isEqualTo("rwx------");
    assertThat(KeyFiles.mode(folder.resolve("a/b"))).isEqualTo("rwx------");
    assertThat(KeyFiles.mode(folder.resolve("c/public.txt"))).isEqualTo("rw-r--r--");
  }

  @Test
  void create_recipientsFile_listsTheRecipient() throws IOException {
    Path file = folder.resolve("key.txt");
    Path recipients = folder.resolve("public.txt");
    AgeRecipient recipient = AgeKeyFile.create(file, recipients);
    assertThat(Files.readString(recipients)).isEqualTo(recipient + "\n");
    assertThat(AgeKeyFile.readRecipients(recipients)).containsExactly(recipient);
    try (Kms kms =
        Kms.of(AgeKms.builder().privateKeyPath(file).publicKeyPath(recipients).build())) {
      String text = kms.encryptText("x", EncryptionContext.empty());
      assertThat(kms.decryptText(text, EncryptionContext.empty())).isEqualTo("x");
    }
  }

  @Test
  void create_existingFile_isNotTouched() throws IOException {
    Path file = Files.writeString(folder.resolve("key.txt"), "mine");
    assertExists(file, () -> AgeKeyFile.create(file));
    assertThat(Files.readString(file)).isEqualTo("mine");
    assertThat(folder.toFile().list()).containsExactly("key.txt");
  }

  @Test
  void create_existingRecipientsFile_createsNoPrivateOne() throws IOException {
    Path recipients = Files.writeString(folder.resolve("public.txt"), "mine");
    Path file = folder.resolve("key.txt");
    assertExists(recipients, () -> AgeKeyFile.create(file, recipients));
    assertThat(file).doesNotExist();
  }

  @Test
  void create_recipientsFileCannotBeWritten_takesThePrivateOneBack() {
    Path file = folder.resolve("key.txt");
    Path impossible = folder.resolve("p".repeat(300));
    assertThatThrownBy(() -> AgeKeyFile.create(file, impossible))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("cannot create the recipients file " + impossible);
    assertThat(file).doesNotExist();
    AgeRecipient recipient = AgeKeyFile.create(file, folder.resolve("public.txt"));
    assertThat(AgeKeyFile.readRecipients(folder.resolve("public.txt"))).containsExactly(recipient);
  }

  @Test
  void create_brokenLink_isNotFollowed() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
    assertExists(link, () -> AgeKeyFile.create(link));
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void create_folderThatIsAFile_refuses() throws IOException {
    Path file = Files.createFile(folder.resolve("file")).resolve("key.txt");
    assertThatThrownBy(() -> AgeKeyFile.create(file))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void create_interruptedWhileWaiting_saysSoAndKeepsTheFlag() {
    Path file = folder.resolve("key.txt");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> AgeKeyFile.create(file))
        .extracting(e -> ((KmsException) e).code())
        .isEqualTo(ErrorCode.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).doesNotExist();
  }

  @Test
  void rotate_threeTimes_newestIsFirst() {
    Path file = folder.resolve("key.txt");
    AgeRecipient first = AgeKeyFile.create(file);
    AgeRecipient second = AgeKeyFile.rotate(file);
    AgeRecipient third = AgeKeyFile.rotate(file);
    assertThat(AgeKeyFile.read(file))
        .extracting(AgeIdentity::recipient)
        .containsExactly(third, second, first);
  }
}
