package dev.provisioning.kms.age.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicReplacementTest {
  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  private void replace(Path file, byte[] content) throws IOException {
    try (AtomicReplacement replacement = AtomicReplacement.prepare(file, content)) {
      replacement.commit(warnings::add);
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void replace_file_isAnotherOneWithTheSamePermissions() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    FileStamp before = FileStamp.of(file);
    replace(file, new byte[] {'n', 'e', 'w'});
    assertThat(Files.readString(file)).isEqualTo("new");
    assertThat(FileStamp.of(file).inode()).isNotEqualTo(before.inode());
    assertThat(FileStamp.of(file).permissions()).isEqualTo(before.permissions());
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void replace_missingFile_leavesNothingBehind() {
    Path file = folder.resolve("file");
    assertThatThrownBy(() -> replace(file, new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void replace_folderInItsPlace_leavesNothingBehind() throws IOException {
    Path file = Files.createDirectory(folder.resolve("file"));
    Files.createFile(file.resolve("content"));
    assertThatThrownBy(() -> replace(file, new byte[1]))
        .isInstanceOf(IOException.class);
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void close_withoutCommit_takesEverythingBack() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    AtomicReplacement replacement = AtomicReplacement.prepare(file, new byte[1]);
    assertThat(folder.toFile().list()).hasSize(2);
    replacement.close();
    assertThat(folder.toFile().list()).containsExactly("file");
    assertThat(Files.readString(file)).isEqualTo("old");
  }

  @Test
  void commit_folderCannotBeBroughtToDisk_isDoneWithAWarning() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    AtomicReplacement.Sync failing =
        f -> {
          throw new IOException("no sync");
        };
    try (AtomicReplacement replacement =
        AtomicReplacement.prepare(file, new byte[] {'n', 'e', 'w'}, failing)) {
      replacement.commit(warnings::add);
    }
    assertThat(Files.readString(file)).isEqualTo("new");
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(file + " is replaced", "power failure", "no sync");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void commit_interrupted_bringsTheFolderToDiskAndKeepsTheFlag() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    try (AtomicReplacement replacement =
        AtomicReplacement.prepare(file, new byte[] {'n', 'e', 'w'})) {
      Thread.currentThread().interrupt();
      replacement.commit(warnings::add);
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(warnings).isEmpty();
    assertThat(Files.readString(file)).isEqualTo("new");
  }
}
