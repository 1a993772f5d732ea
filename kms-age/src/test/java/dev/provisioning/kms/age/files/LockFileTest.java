package dev.provisioning.kms.age.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockFileTest {
  @TempDir Path folder;
  private Path file;
  private Path lock;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.createFile(folder.resolve("key.txt"));
    lock = folder.resolve("key.txt.lock");
  }

  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class);
  }

  @ParameterizedTest
  @CsvSource({"rw-------,rw-------", "rw-r-----,rw-------", "rw-rw----,rw-rw----"})
  void open_newLockFile_isWritableForWhomTheFileIs(String mode, String expected)
      throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    LockFile.open(file).close();
    assertThat(PosixFilePermissions.toString(attributes(lock).permissions())).isEqualTo(expected);
  }

  /** Shows most when root runs it, who can give files away. */
  @Test
  void open_newLockFile_belongsToTheOwnerOfTheFile() throws IOException {
    if (Files.getAttribute(file, "unix:uid").equals(0)) {
      Files.setAttribute(file, "unix:uid", 12345);
      Files.setAttribute(file, "unix:gid", 12346);
    }
    LockFile.open(file).close();
    assertThat(attributes(lock).owner()).isEqualTo(attributes(file).owner());
    assertThat(attributes(lock).group()).isEqualTo(attributes(file).group());
  }

  @Test
  void open_missingFile_isForItsFuturesOwnerAlone() throws IOException {
    Path missing = folder.resolve("new.txt");
    LockFile.open(missing).close();
    PosixFileAttributes made = attributes(folder.resolve("new.txt.lock"));
    assertThat(PosixFilePermissions.toString(made.permissions())).isEqualTo("rw-------");
    assertThat(made.owner()).isEqualTo(attributes(folder).owner());
  }

  @Test
  void open_existingLockFile_isNotChanged() throws IOException {
    Files.createFile(lock);
    Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("rw-r--r--"));
    LockFile.open(file).close();
    assertThat(PosixFilePermissions.toString(attributes(lock).permissions()))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void open_unusableLockFile_isNamed() throws IOException {
    assertThat(LockFile.isUsable(file)).isTrue();
    Files.createDirectory(lock);
    assertThat(LockFile.isUsable(file)).isFalse();
    assertThatThrownBy(() -> LockFile.open(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(lock.toString());
  }
}
