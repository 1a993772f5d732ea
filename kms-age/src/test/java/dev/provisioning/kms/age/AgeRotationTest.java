package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeRotationTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final AgeIdentity first = AgeIdentity.generate();
  private final AgeIdentity backup = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;
  private Path recipients;

  @BeforeEach
  void writeKeys() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), first);
    recipients =
        KeyFiles.write(
            folder.resolve("public.txt"),
            "rw-r--r--",
            "# backup\r\n"
                + backup.recipient()
                + "\r\n# ours\r\n"
                + first.recipient()
                + "\r\n# end, without a line end");
  }

  private Kms withoutRecipients() {
    return Kms.of(AgeKms.builder().privateKeyPath(file).build());
  }

  private Kms withRecipients() {
    return Kms.of(AgeKms.builder().privateKeyPath(file).publicKeyPath(recipients).build());
  }

  private static List<String> ids(Path privateKeys) {
    List<AgeIdentity> identities = AgeKeyFile.read(privateKeys);
    identities.forEach(AgeIdentity::close);
    return identities.stream().map(i -> i.recipient().toString()).toList();
  }

  @Test
  void rotateKey_newIdentity_isFirstAndTheOldOnesStay() throws IOException {
    String before = Files.readString(file);
    try (Kms kms = withoutRecipients()) {
      Ciphertext old = kms.encrypt(PLAINTEXT, CONTEXT);
      KeyInfo info = kms.rotateKey();
      assertThat(ids(file)).containsExactly(info.keyId(), KeyFiles.id(first));
      assertThat(Files.readString(file)).endsWith(before);
      assertThat(kms.encrypt(PLAINTEXT, CONTEXT).keyId()).isEqualTo(info.keyId());
      assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(PLAINTEXT);
      assertThat(kms.needsRewrap(old)).isTrue();
      assertThat(kms.needsRewrap(kms.rewrap(old, CONTEXT))).isFalse();
    }
  }

  @Test
  void rotateKey_file_staysPrivateAndLeavesNoTemporaryFile() throws IOException {
    try (Kms kms = withRecipients()) {
      kms.rotateKey();
    }
    assertThat(KeyFiles.mode(file)).isEqualTo("rw-------");
    assertThat(KeyFiles.mode(recipients)).isEqualTo("rw-r--r--");
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("key.txt", "key.txt.lock", "public.txt", "public.txt.lock");
  }

  @Test
  void rotateKey_groupThatReadsTheFile_keepsItsAccess() throws IOException {
    KeyFiles.chmod(file, "rw-r-----");
    try (Kms kms = withoutRecipients()) {
      kms.rotateKey();
    }
    assertThat(KeyFiles.mode(file)).isEqualTo("rw-r-----");
  }

  @Test
  void rotateKey_recipientsFile_getsTheNewRecipientInTheOldOnesPlace() throws IOException {
    String before = Files.readString(recipients);
    try (Kms kms = withRecipients()) {
      kms.rotateKey();
      String current = ids(file).get(0);
      assertThat(Files.readString(recipients))
          .isEqualTo(before.replace(KeyFiles.id(first), current));
      Ciphertext c = kms.encrypt(PLAINTEXT, CONTEXT);
      assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
      assertThat(Age.decryptWith(List.of(backup)).context(CONTEXT).decrypt(c.blob()))
          .isEqualTo(PLAINTEXT);
      assertThatThrownBy(() -> Age.decryptWith(List.of(first)).context(CONTEXT).decrypt(c.blob()))
          .isInstanceOf(AgeException.class);
    }
  }

  @Test
  void rotateKey_recipientsFileWithoutOurKey_changesNothing() throws IOException {
    KeyFiles.recipients(recipients, backup);
    String before = Files.readString(file);
    try (Kms kms = withRecipients()) {
      assertThatThrownBy(kms::rotateKey)
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContainingAll(recipients.toString(), file.toString(), "lists no key");
    }
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void rotateKey_linksToFiles_stayLinks() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("key-link"), file);
    Path publicLink = Files.createSymbolicLink(folder.resolve("public-link"), recipients);
    try (Kms kms =
        Kms.of(AgeKms.builder().privateKeyPath(link).publicKeyPath(publicLink).build())) {
      kms.rotateKey();
    }
    assertThat(link).isSymbolicLink();
    assertThat(publicLink).isSymbolicLink();
    assertThat(ids(file)).hasSize(2);
    assertThat(Files.readString(recipients)).contains(ids(file).get(0));
  }

  @Test
  void rotateKey_recipientsInTheConfiguration_isUnsupported() {
    try (Kms kms =
        Kms.of(AgeKms.builder().privateKeyPath(file).recipient(first.recipient()).build())) {
      assertThat(kms.capabilities()).doesNotContain(Capability.ROTATE_KEY);
      assertThatThrownBy(kms::rotateKey)
          .extracting(e -> ((KmsException) e).code())
          .isEqualTo(ErrorCode.UNSUPPORTED);
    }
    try (AgeKms backend =
        AgeKms.builder().privateKeyPath(file).recipient(first.recipient()).build()) {
      assertThatThrownBy(() -> backend.rotateKey(KeyFiles.id(first)))
          .hasMessageContaining("public_key_path");
    }
    assertThat(ids(file)).hasSize(1);
  }

  @Test
  void rotateKey_ownKeyAfterAnothersInTheFile_isSeen() throws IOException {
    try (Kms kms = withRecipients()) {
      Ciphertext old = kms.encrypt(PLAINTEXT, CONTEXT);
      assertThat(old.keyId()).isEqualTo(KeyFiles.id(first));
      KeyInfo info = kms.rotateKey();
      assertThat(info.keyId()).isEqualTo(ids(file).get(0)).isNotEqualTo(old.keyId());
      assertThat(info.details()).containsEntry("default", "true").containsEntry("recipients", "2");
      assertThat(kms.needsRewrap(old)).isTrue();
      assertThat(kms.needsRewrap(kms.rewrap(old, CONTEXT))).isFalse();
    }
  }

  @Test
  void rotateKey_severalOwnKeysInTheFile_replacesTheDefaultOne() throws IOException {
    AgeIdentity second = AgeIdentity.generate();
    KeyFiles.privateKeys(file, first, second);
    KeyFiles.recipients(recipients, second, first);
    try (Kms kms = withRecipients()) {
      assertThat(kms.describeKey().keyId()).isEqualTo(KeyFiles.id(second));
      KeyInfo info = kms.rotateKey();
      assertThat(AgeKeyFile.readRecipients(recipients))
          .extracting(AgeRecipient::toString)
          .containsExactly(info.keyId(), KeyFiles.id(first));
    }
  }

  @Test
  void forKey_viewOfTheFormerDefaultKey_stillReadsWhatItWrites() {
    try (Kms kms = withRecipients()) {
      KmsClient view = kms.forKey(kms.describeKey().keyId());
      Ciphertext before = view.encrypt(PLAINTEXT, CONTEXT);
      kms.rotateKey();
      assertThat(view.decrypt(before, CONTEXT)).isEqualTo(PLAINTEXT);
      assertThat(view.decrypt(view.encrypt(PLAINTEXT, CONTEXT), CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void encrypt_rotationBetweenQuestionAndUse_keepsTheOtherRecipients() throws IOException {
    Path ours = KeyFiles.recipients(folder.resolve("ours.txt"), first, backup);
    try (AgeKms backend = AgeKms.builder().privateKeyPath(file).publicKeyPath(ours).build()) {
      String asked = backend.defaultKey();
      backend.rotateKey(asked);
      Ciphertext c = backend.encrypt(asked, PLAINTEXT, CONTEXT);
      assertThat(c.keyId()).isEqualTo(asked);
      for (AgeIdentity reader : List.of(first, backup, AgeKeyFile.read(file).get(0))) {
        assertThat(Age.decryptWith(List.of(reader)).context(CONTEXT).decrypt(c.blob()))
            .isEqualTo(PLAINTEXT);
      }
      assertThat(backend.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void rotate_lockCannotBeMade_changesNothing() throws IOException {
    Files.createDirectory(folder.resolve("key.txt.lock"));
    assertThatThrownBy(() -> AgeKeyFile.rotate(file))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll("cannot rotate " + file, "the lock file " + file + ".lock");
    assertThat(ids(file)).hasSize(1);
    try (Kms kms = withoutRecipients()) {
      assertThat(kms.capabilities()).doesNotContain(Capability.ROTATE_KEY);
    }
  }

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void rotateKey_crashBetweenTheTwoFiles_losesNothingAndIsRepairedByTheNext() throws IOException {
    Path ours = KeyFiles.recipients(folder.resolve("ours.txt"), first, backup);
    KeyRotation dying =
        new KeyRotation(
            file,
            ours,
            ConfiguredKeys.NONE,
            KmsClock.system(),
            w -> {},
            () -> {
              throw new Crash();
            });
    assertThatThrownBy(dying::run).isInstanceOf(Crash.class);
    assertThat(ids(file)).hasSize(2).last().isEqualTo(KeyFiles.id(first));
    try (Kms kms = Kms.of(AgeKms.builder().privateKeyPath(file).publicKeyPath(ours).build())) {
      Ciphertext c = kms.encrypt(PLAINTEXT, CONTEXT);
      assertThat(c.keyId()).isEqualTo(KeyFiles.id(first));
      assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
      kms.rotateKey();
      assertThat(ids(file)).hasSize(3);
      assertThat(AgeKeyFile.readRecipients(ours))
          .extracting(AgeRecipient::toString)
          .containsExactly(ids(file).get(0), KeyFiles.id(backup));
      assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  /** The temporary file's name is longer than a file system takes. */
  @Test
  void rotate_recipientsFileCannotBeReplaced_addsNoIdentity() throws IOException {
    Path longName = folder.resolve("p".repeat(246));
    KeyFiles.recipients(longName, first);
    String before = Files.readString(file);
    assertThatThrownBy(() -> AgeKeyFile.rotate(file, longName))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("cannot rotate " + file);
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void rotate_recipientsFileGoneBetweenTheTwoFiles_saysWhatIsDone() throws IOException {
    KeyRotation failing =
        new KeyRotation(
            file,
            recipients,
            ConfiguredKeys.NONE,
            KmsClock.system(),
            w -> {},
            () -> replaceByFolder(recipients));
    assertThatThrownBy(failing::run)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll("new identity is in " + file, recipients.toString());
    assertThat(ids(file)).hasSize(2);
    assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".new"));
  }

  @Test
  void rotate_interruptedBetweenTheTwoFiles_completesAndKeepsTheFlag() throws IOException {
    KeyRotation interrupted =
        new KeyRotation(
            file,
            recipients,
            ConfiguredKeys.NONE,
            KmsClock.system(),
            w -> {},
            Thread.currentThread()::interrupt);
    AgeRecipient incoming = interrupted.run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ids(file)).containsExactly(incoming.toString(), KeyFiles.id(first));
    assertThat(Files.readString(recipients)).contains(incoming.toString());
    assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".new"));
  }

  private static void replaceByFolder(Path path) {
    try {
      Files.delete(path);
      Files.createFile(Files.createDirectory(path).resolve("content"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void rotate_malformedFile_changesNothing() throws IOException {
    String text = Files.readString(file) + "AGE-SECRET-KEY-1BROKEN\n";
    KeyFiles.write(file, "rw-------", text);
    assertThatThrownBy(() -> AgeKeyFile.rotate(file))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll(file.toString(), "line 3");
    assertThat(Files.readString(file)).isEqualTo(text);
  }

  @Test
  void rotate_missingFile_createsNone() {
    Path missing = folder.resolve("missing.txt");
    assertThatThrownBy(() -> AgeKeyFile.rotate(missing))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll(missing.toString(), "run: kms keygen");
    assertThat(missing).doesNotExist();
  }

  @Test
  void rotate_fileWritableByEverybody_refuses() throws IOException {
    KeyFiles.chmod(file, "rw-----w-");
    assertThatThrownBy(() -> AgeKeyFile.rotate(file))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("writable by everybody");
    assertThat(Files.size(file)).isLessThan(120);
  }

  @Test
  void rotate_fileReadableByOthers_warnsOnce() throws IOException {
    KeyFiles.chmod(file, "rw-r--r--");
    List<String> warnings = new ArrayList<>();
    Path ours = KeyFiles.recipients(folder.resolve("ours.txt"), first);
    new KeyRotation(file, ours, ConfiguredKeys.NONE, KmsClock.system(), warnings::add, () -> {}).run();
    assertThat(warnings).singleElement().asString().contains("chmod 600 " + file);
  }

  private static String comments(int bytes) {
    return ("#".repeat(1023) + "\n").repeat(bytes / 1024);
  }

  @Test
  void rotate_fileThatWouldBeTooLong_changesNothing() throws IOException {
    String text = comments(16 * 1024 * 1024 - 1024) + Files.readString(file);
    KeyFiles.write(file, "rw-------", text);
    AgeKeyFile.read(file).forEach(AgeIdentity::close);
    Path ours = KeyFiles.recipients(folder.resolve("ours.txt"), first);
    KeyFiles.write(file, "rw-------", text + "#".repeat(800) + "\n");
    assertThatThrownBy(() -> AgeKeyFile.rotate(file, ours))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll(file.toString(), "16 MiB");
    assertThat(Files.size(file)).isEqualTo(text.length() + 801);
    assertThat(AgeKeyFile.readRecipients(ours)).containsExactly(first.recipient());
  }

  @Test
  void rotate_moreIdentitiesThanCanBeTried_changesNothing() throws IOException {
    AgeIdentity[] recipientsOf = new AgeIdentity[127];
    recipientsOf[0] = first;
    for (int i = 1; i < recipientsOf.length; i++) {
      recipientsOf[i] = AgeIdentity.generate();
    }
    Path many = KeyFiles.recipients(folder.resolve("many.txt"), recipientsOf);
    AgeIdentity[] held = new AgeIdentity[32];
    held[0] = first;
    for (int i = 1; i < held.length; i++) {
      held[i] = AgeIdentity.generate();
    }
    KeyFiles.privateKeys(file, Arrays.copyOf(held, 31));
    AgeKeyFile.rotate(file, many);
    assertThat(ids(file)).hasSize(32);
    String before = Files.readString(file);
    assertThatThrownBy(() -> AgeKeyFile.rotate(file, many))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContainingAll(file.toString(), "too many identities", "4096");
    assertThat(Files.readString(file)).isEqualTo(before);
  }
}
