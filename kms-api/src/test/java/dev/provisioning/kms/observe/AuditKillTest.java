package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** SIGKILL while records are written and files rotated: nothing that was told is lost. */
class AuditKillTest {
  @TempDir Path folder;

  @Test
  void kill_writingProcess_losesNoRecordThatWasTold() throws Exception {
    Path file = folder.resolve("audit.jsonl");
    AuditHead told = AuditHead.NONE;
    for (int round = 1; round <= 3; round++) {
      Process child = child(AuditWritingChild.class, file);
      try (BufferedReader out = child.inputReader()) {
        for (int i = 0; i < 60 + round; i++) {
          told = AuditHead.parse(String.valueOf(out.readLine())).orElseThrow();
        }
        child.destroyForcibly().waitFor();
      }
    }
    AuditFile.builder(file).open().close();
    AuditVerdict verdict = new AuditVerifier().head(told).verify(chain(file));
    assertThat(verdict.broken()).isEmpty();
    assertThat(verdict.headFound()).isTrue();
    assertThat(verdict.first()).isEqualTo(1);
    assertThat(verdict.records()).isGreaterThan(3 * 60);
  }

  /** POSIX takes a lock from a process that closes any channel of its file. */
  @Test
  void open_refusedInThisProcess_doesNotLetAnotherProcessWrite() throws Exception {
    Path file = folder.resolve("audit.jsonl");
    AuditFileBuilder again = AuditFile.builder(file).lockTimeout(Duration.ZERO);
    try (AuditFile audit = AuditFile.builder(file).open()) {
      assertThatThrownBy(again::open).isInstanceOf(KmsConfigurationException.class);
      assertThat(said(file)).isEqualTo("refused");
      audit.on(Events.decrypt());
    }
    assertThat(said(file)).isEqualTo("opened at 3");
  }

  private static String said(Path file) throws IOException {
    try (BufferedReader out = child(AuditOpeningChild.class, file).inputReader()) {
      return String.valueOf(out.readLine());
    }
  }

  private static List<Path> chain(Path file) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var all = Files.list(Folders.of(file))) {
      all.filter(f -> f.toString().matches(".*\\.\\d{12}")).sorted().forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    files.add(file);
    return files;
  }

  private static Process child(Class<?> main, Path file) throws IOException {
    String slf4j =
        Path.of(Logger.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            String.join(File.pathSeparator, "target/classes", "target/test-classes", slf4j),
            main.getName(),
            file.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
