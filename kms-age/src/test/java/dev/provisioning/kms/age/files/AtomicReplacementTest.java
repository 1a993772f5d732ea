package dev.provisioning.kms.age.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicReplacementTest {
  @TempDir Path folder;

  @Test
  void replace_file_isAnotherOneWithTheSamePermissions() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileStamp before = FileStamp.of(file);
    AtomicReplacement.replace(file, new byte[] {'n', 'e', 'w'});
    assertThat(Files.readString(file)).isEqualTo("new");
    assertThat(FileStamp.of(file).inode()).isNotEqualTo(before.inode());
    assertThat(FileStamp.of(file).permissions()).isEqualTo(before.permissions());
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void replace_missingFile_leavesNothingBehind() {
    Path file = folder.resolve("file");
    assertThatThrownBy(() -> AtomicReplacement.replace(file, new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void replace_folderInItsPlace_leavesNothingBehind() throws IOException {
    Path file = Files.createDirectory(folder.resolve("file"));
    Files.createFile(file.resolve("content"));
    assertThatThrownBy(() -> AtomicReplacement.replace(file, new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("file");
  }
}
