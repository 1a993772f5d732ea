package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileErrorsTest {
  private final AgeIdentity identity = AgeIdentity.generate();
  private final List<String> warnings = new ArrayList<>();
  @TempDir Path folder;

  private AgeKms open(AgeKmsBuilder builder) {
    return new AgeKms(builder, warnings::add);
  }

  private void assertRefused(AgeKmsBuilder builder, Path named, String... texts) {
    assertThatThrownBy(() -> open(builder))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(named.toString())
        .hasMessageContainingAll(texts)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void build_missingPrivateKeyFile_saysHowToMakeOne() {
    Path file = folder.resolve("key.txt");
    assertRefused(AgeKms.builder().privateKeyPath(file), file, "does not exist", "run: kms keygen");
    assertThat(file).doesNotExist();
  }

  @Test
  void build_missingRecipientsFile_namesIt() {
    Path file = folder.resolve("public.txt");
    assertRefused(AgeKms.builder().publicKeyPath(file), file, "recipients file", "does not exist");
    assertThat(file).doesNotExist();
  }

  @Test
  void build_folderInPlaceOfAFile_refuses() {
    assertRefused(AgeKms.builder().privateKeyPath(folder), folder, "is not a file");
    assertRefused(AgeKms.builder().publicKeyPath(folder), folder, "is not a file");
  }

  @Test
  void build_fileInPlaceOfAFolder_refuses() throws IOException {
    Path file = Files.createFile(folder.resolve("file")).resolve("key.txt");
    assertRefused(AgeKms.builder().privateKeyPath(file), file, "cannot be read");
  }

  @Test
  void build_malformedLine_givesItsNumberAndNotItsText() throws IOException {
    String secret = new String(identity.exportSecret());
    String cut = secret.substring(0, secret.length() - 1);
    Path file =
        KeyFiles.write(folder.resolve("key.txt"), "rw-------", "# one\n" + secret + "\n" + cut);
    assertRefused(AgeKms.builder().privateKeyPath(file), file, "line 3");
    assertThatThrownBy(() -> open(AgeKms.builder().privateKeyPath(file)))
        .satisfies(
            e -> {
              for (Throwable t = e; t != null; t = t.getCause()) {
                assertThat(t.getMessage()).doesNotContain(cut.substring(15, 40));
              }
            });
  }

  @Test
  void build_recipientsFileWithAnIdentity_doesNotShowIt() throws IOException {
    String secret = new String(identity.exportSecret());
    Path file = KeyFiles.write(folder.resolve("public.txt"), "rw-r--r--", secret);
    assertRefused(AgeKms.builder().publicKeyPath(file), file, "line 1", "secret");
    assertThatThrownBy(() -> open(AgeKms.builder().publicKeyPath(file)))
        .message()
        .doesNotContain(secret.substring(15, 40));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# a comment only\n", "\n\n"})
  void build_noKeyInTheFile_refuses(String text) throws IOException {
    Path file = KeyFiles.write(folder.resolve("key.txt"), "rw-------", text);
    assertRefused(AgeKms.builder().privateKeyPath(file), file, "holds no identity");
    assertRefused(AgeKms.builder().publicKeyPath(file), file, "holds no recipient");
  }

  @Test
  void build_moreRecipientsThanAMessageTakes_refuses() throws IOException {
    AgeIdentity[] many = new AgeIdentity[127];
    for (int i = 0; i < many.length; i++) {
      many[i] = AgeIdentity.generate();
    }
    Path file = KeyFiles.recipients(folder.resolve("public.txt"), many);
    assertThatThrownBy(() -> open(AgeKms.builder().publicKeyPath(file)))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("127 recipients");
  }

  @Test
  void build_fileForThisUserAlone_warnsOfNothing() throws IOException {
    Path key = KeyFiles.privateKeys(folder.resolve("key.txt"), identity);
    Path recipients = KeyFiles.recipients(folder.resolve("public.txt"), identity);
    open(AgeKms.builder().privateKeyPath(key).publicKeyPath(recipients)).close();
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-r--r--"})
  void build_privateKeyFileReadableByOthers_warnsOncePerChange(String mode) throws IOException {
    Path file = KeyFiles.privateKeys(folder.resolve("key.txt"), identity);
    KeyFiles.chmod(file, mode);
    try (AgeKms kms = open(AgeKms.builder().privateKeyPath(file))) {
      kms.encrypt(kms.defaultKey(), new byte[1], EncryptionContext.empty());
      assertThat(warnings)
          .containsExactly(
              "the private key file "
                  + file
                  + " is readable by other users; run: chmod 600 "
                  + file);
      KeyFiles.chmod(file, "rw-r-xr--");
      kms.encrypt(kms.defaultKey(), new byte[1], EncryptionContext.empty());
      assertThat(warnings).hasSize(2);
    }
  }

  @Test
  void build_groupWritableFiles_warns() throws IOException {
    Path key = KeyFiles.privateKeys(folder.resolve("key.txt"), identity);
    Path recipients = KeyFiles.recipients(folder.resolve("public.txt"), identity);
    KeyFiles.chmod(key, "rw--w----");
    KeyFiles.chmod(recipients, "rw-rw-r--");
    open(AgeKms.builder().privateKeyPath(key).publicKeyPath(recipients)).close();
    assertThat(warnings)
        .containsExactlyInAnyOrder(
            "the private key file " + key + " is writable by its group; run: chmod 600 " + key,
            "the recipients file "
                + recipients
                + " is writable by its group; run: chmod go-w "
                + recipients);
  }

  @Test
  void build_filesWritableByEverybody_refuses() throws IOException {
    Path key = KeyFiles.privateKeys(folder.resolve("key.txt"), identity);
    Path recipients = KeyFiles.recipients(folder.resolve("public.txt"), identity);
    KeyFiles.chmod(key, "rw-----w-");
    KeyFiles.chmod(recipients, "rw-r--rw-");
    assertRefused(AgeKms.builder().privateKeyPath(key), key, "writable by everybody", "chmod 600");
    assertRefused(
        AgeKms.builder().publicKeyPath(recipients), recipients, "writable by everybody", "go-w");
  }

  @Test
  void build_folderWritableByEverybody_refusesUnlessItIsSticky() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Path key = KeyFiles.privateKeys(open.resolve("key.txt"), identity);
    Path link = Files.createSymbolicLink(folder.resolve("link"), key);
    KeyFiles.chmod(open, "rwxrwxrwx");
    assertRefused(AgeKms.builder().privateKeyPath(key), key, "replaced by everybody", "chmod o-w");
    assertRefused(AgeKms.builder().privateKeyPath(link), link, open.toRealPath().toString());
    Files.setAttribute(open, "unix:mode", 01777);
    open(AgeKms.builder().privateKeyPath(link)).close();
    KeyFiles.chmod(open, "rwxrwx---");
    open(AgeKms.builder().privateKeyPath(key)).close();
  }

  @Test
  void encrypt_fileBecameWritableByEverybody_refuses() throws IOException {
    Path key = KeyFiles.privateKeys(folder.resolve("key.txt"), identity);
    try (AgeKms kms = open(AgeKms.builder().privateKeyPath(key))) {
      KeyFiles.chmod(key, "rw-----w-");
      assertThatThrownBy(
              () -> kms.encrypt(KeyFiles.id(identity), new byte[1], EncryptionContext.empty()))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContaining("writable by everybody");
    }
  }

  @Test
  void encrypt_interruptedThreadReadingAChangedFile_worksAndKeepsTheFlag() throws IOException {
    AgeIdentity next = AgeIdentity.generate();
    Path key = KeyFiles.privateKeys(folder.resolve("key.txt"), identity);
    try (AgeKms kms = open(AgeKms.builder().privateKeyPath(key))) {
      KeyFiles.privateKeys(key, next, identity);
      Thread.currentThread().interrupt();
      String current = kms.defaultKey();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(current).isEqualTo(KeyFiles.id(next));
    }
  }
}
