package dev.provisioning.kms.age.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStampTest {
  private static final Instant TIME = Instant.parse("2026-11-24T08:00:00Z");
  @TempDir Path folder;

  private Path file() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "abc");
    Files.setLastModifiedTime(file, FileTime.from(TIME));
    return file;
  }

  @Test
  void of_untouchedFile_staysEqual() throws IOException {
    Path file = file();
    assertThat(FileStamp.of(file)).isEqualTo(FileStamp.of(file));
  }

  @Test
  void of_changedPermissions_differs() throws IOException {
    Path file = file();
    FileStamp before = FileStamp.of(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(FileStamp.of(file)).isNotEqualTo(before);
  }

  @Test
  void settledAt_readWithinATickOfTheChange_isFalse() throws IOException {
    FileStamp stamp = FileStamp.of(file());
    assertThat(stamp.settledAt(TIME.plusMillis(50))).isFalse();
    assertThat(stamp.settledAt(TIME.plusMillis(101))).isTrue();
  }

  @Test
  void settledAt_fileFromTheFuture_isTrue() throws IOException {
    assertThat(FileStamp.of(file()).settledAt(TIME.minusSeconds(3600))).isTrue();
  }
}
