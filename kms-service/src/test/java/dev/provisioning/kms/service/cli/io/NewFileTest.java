package dev.provisioning.kms.service.cli.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  @Test
  void publish_content_appearsAtOnce() throws IOException {
    Path target = folder.resolve("f");
    try (NewFile file = NewFile.at(target, false, new SyncedDisk())) {
      file.out().write(CONTENT);
      assertThat(target).doesNotExist();
      file.publish();
    }
    assertThat(target).hasBinaryContent(CONTENT);
    assertThat(files()).containsExactly(target);
  }

  @Test
  void at_linkInPlaceOfTheTemporaryFile_isNotFollowed() throws IOException {
    Path theirs = Files.writeString(folder.resolve("theirs"), "theirs");
    Disk raced =
        new Disk() {
          @Override
          public OutputStream open(Path file) throws IOException {
            return new SyncedDisk().open(file);
          }

          @Override
          public OutputStream openOwn(Path file) throws IOException {
            // As whoever may write the folder can, in the moment after it was made.
            Files.delete(file);
            Files.createSymbolicLink(file, theirs);
            return new SyncedDisk().openOwn(file);
          }
        };
    assertThatThrownBy(() -> NewFile.at(folder.resolve("f"), false, raced))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(folder.resolve("f").toString());
    assertThat(theirs).hasContent("theirs");
    assertThat(files()).containsExactly(theirs);
  }

  @Test
  void close_withoutPublish_leavesNothing() throws IOException {
    try (NewFile file = NewFile.at(folder.resolve("f"), false, new SyncedDisk())) {
      file.out().write(CONTENT);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void publish_targetThatAppearedMeanwhile_staysAsItIs() throws IOException {
    Path target = folder.resolve("f");
    try (NewFile file = NewFile.at(target, false, new SyncedDisk())) {
      file.out().write(CONTENT);
      Files.writeString(target, "theirs");
      assertThatThrownBy(file::publish).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThat(target).hasContent("theirs");
    assertThat(files()).containsExactly(target);
  }

  @Test
  void publish_replace_replaces() throws IOException {
    Path target = Files.writeString(folder.resolve("f"), "old");
    try (NewFile file = NewFile.at(target, true, new SyncedDisk())) {
      file.out().write(CONTENT);
      assertThat(target).hasContent("old");
      file.publish();
    }
    assertThat(target).hasBinaryContent(CONTENT);
  }

  @Test
  void at_diskThatDoesNotOpen_leavesNothing() throws IOException {
    assertThatThrownBy(
            () ->
                NewFile.at(
                    folder.resolve("f"),
                    false,
                    file -> {
                      throw new IOException("read-only");
                    }))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("read-only");
    assertThat(files()).isEmpty();
  }

  @Test
  void at_folder_isRefused() {
    assertThatThrownBy(() -> NewFile.at(folder, true, new SyncedDisk()))
        .isInstanceOf(FileSystemException.class);
  }
}
