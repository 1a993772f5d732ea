package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import dev.provisioning.kms.service.Main;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that is killed at several points of its work, and what it leaves. */
class MigrateKillTest {
  private static final int SIGKILL = 128 + 9;
  private static final int SIGTERM = 128 + 15;
  private static final int SMALL = 120;
  private static final int LARGE = 4;

  @TempDir Path home;
  private final Map<Path, Integer> sizes = new TreeMap<>();
  private OldAndNewKeys keys;
  private String newKey;
  private List<String> names;

  @BeforeEach
  void makeFiles() throws IOException {
    keys = new OldAndNewKeys(home);
    newKey = Files.readString(home.resolve("new.key.pub")).strip();
    for (int i = 0; i < SMALL; i++) {
      String folder = "f" + i % 7 + "/";
      int size = i * 1777;
      sizes.put(keys.envelope(folder + i + ".enc", size), size);
      sizes.put(keys.text(folder + i + ".kms", "", i % 2 == 0 ? "\n" : ""), 100);
      sizes.put(keys.bytes(folder + i + ".bin"), 100);
      sizes.put(keys.streamed(folder + i + ".str", i), i);
      sizes.put(keys.envelopeText(folder + i + ".kmse", size, "", "\n"), size);
      Files.writeString(keys.file(folder + i + ".txt"), "foreign " + i);
    }
    // Long enough under way to be met there, and the first, so that much is left to do.
    for (int i = 0; i < LARGE; i++) {
      sizes.put(keys.streamed("a/" + i + ".str", 3_000_000), 3_000_000);
    }
    names = keys.names();
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private Process start(Path err) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-Dkms.tty=", "-cp"));
    command.add(
        Stream.of("jdk.module.path", "java.class.path")
            .map(name -> System.getProperty(name, ""))
            .reduce("", (all, more) -> all + File.pathSeparator + more));
    command.add(Main.class.getName());
    command.addAll(List.of(keys.arguments(keys.tree(), "--context", "env=prod", "--threads", "2")));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("STAGE");
    return builder.start();
  }

  private boolean isMoved(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    Ciphertext first =
        text.startsWith("kms1.") ? Ciphertext.parse(text) : header(file, text).keys().get(0);
    return first.keyId().equals(newKey);
  }

  private static EnvelopeInfo header(Path file, String text) throws IOException {
    return text.startsWith(EnvelopeText.START)
        ? EnvelopeText.inspect(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        : Envelope.inspect(file);
  }

  private long moved() throws IOException {
    long n = 0;
    for (Path file : sizes.keySet()) {
      n += isMoved(file) ? 1 : 0;
    }
    return n;
  }

  private boolean isReplacingALargeFile() throws IOException {
    try (Stream<Path> all = Files.list(keys.tree().resolve("a"))) {
      return all.anyMatch(f -> f.toString().contains(".kms-migrate-"));
    }
  }

  /** Every file opens with the old key or the new one. */
  private void assertNothingIsLost() throws IOException {
    try (Kms now = keys.open("alone.toml", "new")) {
      for (Path file : sizes.keySet()) {
        assertOpens(isMoved(file) ? now : keys.old(), file);
      }
    }
  }

  private void assertOpens(Kms alone, Path file) throws IOException {
    String name = keys.tree().relativize(file).toString();
    assertThat(OldAndNewKeys.opened(alone, file))
        .as(name)
        .isEqualTo(OldAndNewKeys.content(name, sizes.getOrDefault(file, -1)));
  }

  private void assertAllIsMoved() throws Exception {
    Path err = home.resolve("err");
    assertThat(start(err).waitFor()).isZero();
    assertThat(err).content().contains("failed 0 of ").doesNotContain("stopped");
    assertThat(moved()).isEqualTo(sizes.size());
    try (Kms now = keys.open("alone.toml", "new")) {
      for (Path file : sizes.keySet()) {
        assertOpens(now, file);
      }
    }
    assertThat(keys.names()).isEqualTo(names);
    for (int i = 0; i < SMALL; i++) {
      assertThat(keys.file("f" + i % 7 + "/" + i + ".txt")).hasContent("foreign " + i);
    }
  }

  @Test
  void migrate_killedAtSeveralPoints_isResumedAndLosesNothing() throws Exception {
    // Folders are walked in order, so that the first file of each tells how far a run has come.
    for (String point : List.of("a", "f0", "f2", "f4")) {
      Path folder = keys.tree().resolve(point);
      Path first =
          sizes.keySet().stream().filter(f -> f.startsWith(folder)).findFirst().orElseThrow();
      Process process = start(home.resolve("err"));
      while (process.isAlive() && !(point.equals("a") ? isReplacingALargeFile() : isMoved(first))) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      assertThat(process.waitFor()).as(point).isEqualTo(SIGKILL);
      assertThat(moved()).as(point).isLessThan(sizes.size());
      assertNothingIsLost();
    }
    assertAllIsMoved();
  }

  @Test
  void migrate_interrupted_finishesWhatIsUnderWayAndSaysSo() throws Exception {
    Path err = home.resolve("err");
    Process process = start(err);
    Path first = sizes.keySet().iterator().next();
    while (process.isAlive() && !isMoved(first)) {
      Thread.onSpinWait();
    }
    // As SIGINT would, which a process in the background may ignore from its birth.
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(SIGTERM);
    assertThat(err)
        .content()
        .contains("kms: stopped early: interrupted", "kms: moved " + moved() + ", current 0");
    assertThat(moved()).isLessThan(sizes.size());
    assertThat(keys.names()).isEqualTo(names);
    assertNothingIsLost();
    assertAllIsMoved();
  }
}
