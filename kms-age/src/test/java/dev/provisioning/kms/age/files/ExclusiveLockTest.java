package dev.provisioning.kms.age.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExclusiveLockTest {
  @TempDir Path folder;

  @Test
  void holding_lockOfAnotherHolder_givesUpWithTheName() throws IOException {
    Path file = folder.resolve("key.txt");
    try (FileChannel other =
        FileChannel.open(
            folder.resolve("key.txt.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      assertThat(other.lock().isValid()).isTrue();
      assertThatThrownBy(() -> ExclusiveLock.holding(file, Duration.ofMillis(1), () -> true))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
    assertThat(ExclusiveLock.<Boolean>holding(file, Duration.ofSeconds(10), () -> true)).isTrue();
  }

  @Test
  void holding_failingAction_givesTheLockBack() throws IOException {
    Path file = folder.resolve("key.txt");
    assertThatThrownBy(
            () ->
                ExclusiveLock.holding(
                    file,
                    Duration.ofSeconds(10),
                    () -> {
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    assertThat(ExclusiveLock.<Boolean>holding(file, Duration.ofSeconds(10), () -> true)).isTrue();
  }

  @Test
  void holding_nested_locksBothFiles() throws IOException {
    Duration patience = Duration.ofSeconds(10);
    Boolean both =
        ExclusiveLock.holding(
            folder.resolve("a"),
            patience,
            () -> ExclusiveLock.holding(folder.resolve("b"), patience, () -> true));
    assertThat(both).isTrue();
    assertThat(folder.resolve("a.lock")).exists();
    assertThat(folder.resolve("b.lock")).exists();
  }
}
