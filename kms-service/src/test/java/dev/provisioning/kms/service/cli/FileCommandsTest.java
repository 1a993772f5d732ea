package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.io.Tty;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void encryptFile_file_makesAnAgeFileBesideIt() throws IOException {
    encrypt();
    assertThat(Files.readAllBytes(sealed))
        .startsWith("age-encryption.org/v1\n".getBytes(StandardCharsets.US_ASCII));
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

  @Test
  void armor_option_makesText() throws IOException {
    encrypt("--armor");
    assertThat(Files.readString(sealed)).startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n");
    kms.done("decrypt-file", sealed.toString(), "--force");
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
  void key_option_isNotForFiles() {
    kms.run("encrypt-file", file.toString(), "--key", "other").failed(2, "unknown option --key");
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
