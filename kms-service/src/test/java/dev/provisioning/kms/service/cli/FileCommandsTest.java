package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.service.cli.io.Tty;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileCommandsTest {
  @TempDir Path home;
  private CommandRun kms;
  private Path folder;
  private Path file;
  private Path sealed;

  @BeforeEach
  void makeFile() throws IOException {
    kms = new CommandRun(home);
    kms.done("keygen");
    folder = Files.createDirectory(home.resolve("with space"));
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    file = Files.write(folder.resolve("backup.tar"), content);
    sealed = folder.resolve("backup.tar.enc");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> String.valueOf(p.getFileName())).sorted().toList();
    }
  }

  private void encrypt(String... more) {
    String[] args =
        Stream.concat(Stream.of("encrypt-file", file.toString()), Stream.of(more))
            .toArray(String[]::new);
    kms.done(args);
  }

  @Test
  void encryptFile_file_makesAnEnvelopeBesideIt() throws IOException {
    encrypt();
    assertThat(Envelope.inspect(sealed).form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(Files.getPosixFilePermissions(sealed))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(names()).containsExactly("backup.tar", "backup.tar.enc");
  }

  @Test
  void decryptFile_ofEncryptFile_givesEveryByteBack() throws IOException {
    byte[] content = Files.readAllBytes(file);
    encrypt("--context", "env=prod");
    Files.delete(file);
    kms.done("decrypt-file", sealed.toString(), "--context", "env=prod");
    assertThat(file).hasBinaryContent(content);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(names()).containsExactly("backup.tar", "backup.tar.enc");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_048_577})
  void encryptAndDecryptFile_sizesAroundFrames_comeBack(int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    Files.write(file, content);
    encrypt();
    Files.delete(file);
    kms.done("decrypt-file", sealed.toString());
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void output_option_namesTheTarget() throws IOException {
    Path target = folder.resolve("mail.txt");
    encrypt("--output", target.toString());
    Path again = folder.resolve("again");
    kms.done("decrypt-file", "--output", again.toString(), target.toString());
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void existingTarget_withoutForce_staysAsItIs() throws IOException {
    Files.writeString(sealed, "mine");
    kms.run("encrypt-file", file.toString()).failed(2, "backup.tar.enc: exists already", "--force");
    assertThat(sealed).hasContent("mine");
    encrypt("--force");
    Files.writeString(file, "mine");
    kms.run("decrypt-file", sealed.toString()).failed(2, "backup.tar: exists already");
    assertThat(file).hasContent("mine");
  }

  @Test
  void targetThatIsABrokenLink_isNotReplaced() throws IOException {
    Files.createSymbolicLink(sealed, folder.resolve("nowhere"));
    kms.run("encrypt-file", file.toString()).failed(2, "exists already");
    assertThat(sealed).isSymbolicLink();
  }

  @Test
  void sourceAndTarget_sameFile_isRefusedEvenByForce() throws IOException {
    byte[] before = Files.readAllBytes(file);
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    kms.run("encrypt-file", file.toString(), "--force", "--output", link.toString())
        .failed(2, "same file");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void wrongContext_nothingAppears() throws IOException {
    encrypt("--context", "env=hidden1");
    Files.delete(file);
    CommandRun.Result result =
        kms.run("decrypt-file", sealed.toString(), "--context", "env=hidden2");
    result.failed(6, "backup.tar.enc", "[env]");
    assertThat(result.err()).doesNotContain("hidden");
    assertThat(names()).containsExactly("backup.tar.enc");
  }

  @Test
  void flippedBitAtTheEnd_nothingAppears() throws IOException {
    encrypt();
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[bytes.length - 1] ^= 1;
    Files.write(sealed, bytes);
    Files.delete(file);
    kms.run("decrypt-file", sealed.toString()).failed(6, "backup.tar.enc");
    assertThat(names()).containsExactly("backup.tar.enc");
  }

  @Test
  void truncatedFile_nothingAppears() throws IOException {
    encrypt();
    byte[] bytes = Files.readAllBytes(sealed);
    Files.write(sealed, java.util.Arrays.copyOf(bytes, 200_000));
    Files.delete(file);
    kms.run("decrypt-file", sealed.toString()).failed(6, "backup.tar.enc");
    assertThat(names()).containsExactly("backup.tar.enc");
  }

  @Test
  void failedDecryption_withForce_leavesTheOldTarget() throws IOException {
    encrypt("--context", "a=b");
    Files.writeString(file, "mine");
    kms.run("decrypt-file", sealed.toString(), "--force").failed(6);
    assertThat(file).hasContent("mine");
  }

  @Test
  void fullDisk_scratchIsRemovedAndNothingReplaced() throws IOException {
    Files.writeString(sealed, "mine");
    kms.disk(p -> new FullAfter(new FileOutputStream(p.toFile()), 100_000));
    kms.run("encrypt-file", file.toString(), "--force")
        .failed(2, "backup.tar.enc: No space left on device");
    assertThat(sealed).hasContent("mine");
    assertThat(names()).containsExactly("backup.tar", "backup.tar.enc");
  }

  @Test
  void diskThatFailsToSync_isAFailureToo() throws IOException {
    kms.disk(p -> new FullAfter(new FileOutputStream(p.toFile()), Integer.MAX_VALUE));
    kms.run("encrypt-file", file.toString()).failed(2, "backup.tar.enc: No space left on device");
    assertThat(names()).containsExactly("backup.tar");
  }

  @Test
  void missingFile_isOneLine() {
    kms.run("encrypt-file", folder.resolve("no").toString()).failed(2, "no: no such file");
  }

  @Test
  void missingFolderOfTheTarget_isOneLine() {
    kms.run("encrypt-file", file.toString(), "-o", folder.resolve("no/x").toString())
        .failed(2, "x: no such file or folder");
  }

  @Test
  void folderAsSource_isOneLine() {
    kms.run("encrypt-file", folder.toString()).failed(2, "not a regular file");
  }

  @Test
  void key_option_picksTheKeyOfTheEnvelope() throws IOException {
    Path second = home.resolve("second.txt");
    kms.done("keygen", "--output", second.toString());
    String id = Files.readString(home.resolve("second.txt.pub")).strip();
    String config =
        Files.writeString(
                home.resolve("other.toml"),
                """
                [kms]
                environment = "dev"
                dev_backend = "age"
                [kms.age]
                private_key_path = "~/.config/provisioning/age/private_key.txt"
                [kms.age.keys]
                second = "%s"
                """
                    .formatted(id))
            .toString();
    Files.writeString(
        kms.privateKey(), Files.readString(kms.privateKey()) + Files.readString(second));
    encrypt("--config", config, "--key", "second");
    assertThat(Envelope.inspect(sealed).keys().get(0).keyId()).isEqualTo(id);
    String target = folder.resolve("again").toString();
    kms.done("decrypt-file", sealed.toString(), "--config", config, "-o", target);
    kms.done(
        "decrypt-file",
        sealed.toString(),
        "--config",
        config,
        "--key",
        "second",
        "-o",
        target,
        "--force");
    kms.run("encrypt-file", file.toString(), "--key", "other").failed(5, "allowed_keys");
  }

  @Test
  void decryptFile_streamForm_isAnEnvelopeToo() throws IOException {
    Files.write(sealed, kms.input(Files.readAllBytes(file)).done("encrypt").bytes());
    Path again = folder.resolve("again");
    kms.done("decrypt-file", sealed.toString(), "-o", again.toString());
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void decryptFile_ciphertextOfEncrypt_textAndBytes() throws IOException {
    String text = kms.input("small").done("encrypt").out();
    Files.writeString(sealed, text);
    kms.done("decrypt-file", sealed.toString(), "--force");
    assertThat(file).hasContent("small");
    Files.write(sealed, Ciphertext.parse(text.strip()).toBytes());
    kms.done("decrypt-file", sealed.toString(), "--force");
    assertThat(file).hasContent("small");
  }

  @Test
  void decryptFile_somethingElse_isInvalid() throws IOException {
    Files.writeString(sealed, "hidden");
    Files.delete(file);
    kms.run("decrypt-file", sealed.toString()).failed(6, "not a ciphertext");
    Files.writeString(sealed, "");
    kms.run("decrypt-file", sealed.toString()).failed(6, "nothing to read");
    Files.write(sealed, kms.done("generate-key").bytes());
    kms.run("decrypt-file", sealed.toString()).failed(6, "wrapped data key");
    assertThat(names()).containsExactly("backup.tar.enc");
  }

  @Test
  void otherExtension_needsATarget() {
    kms.run("decrypt-file", file.toString()).failed(2, ".enc", "--output");
    kms.run("decrypt-file", folder.resolve(".enc").toString()).failed(2, ".enc", "--output");
  }

  @Test
  void missingArgument_isUsage() {
    kms.run("encrypt-file").failed(2, "FILE", "kms encrypt-file --help");
  }

  @Test
  void secondArgument_isUsage() {
    kms.run("encrypt-file", file.toString(), "other").failed(2, "unexpected argument");
  }

  @Test
  void largeFile_onATerminal_showsProgressAndClearsIt() throws IOException {
    Files.write(file, new byte[64 * 1024 * 1024]);
    CommandRun.Result result =
        kms.terminal(new Tty(false, false, true), new Typist(false, ""))
            .run("encrypt-file", file.toString());
    assertThat(result.exitCode()).isZero();
    // A machine that takes less than a tenth of a second shows nothing.
    assertThat(result.err()).matches("(?s)|\r\\[#*\\.*\\] .* of 64 MiB.*\r\u001b\\[K");
  }

  /** A disk that is full after some bytes; nothing is ever safe on it. */
  private static final class FullAfter extends FilterOutputStream {
    private final long most;
    private long written;

    FullAfter(OutputStream out, long most) {
      super(out);
      this.most = most;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      written += length;
      if (written > most) {
        throw new IOException("No space left on device");
      }
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      super.close();
      throw new IOException("No space left on device");
    }
  }
}
