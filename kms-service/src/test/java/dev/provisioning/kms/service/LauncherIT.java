package dev.provisioning.kms.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What "package" made, as processes. */
class LauncherIT {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeKey() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    assertThat(kms(TARGET.resolve("kms"), "", "keygen").exitCode()).isZero();
  }

  private record Ended(int exitCode, String out, String err) {}

  private Ended kms(Path launcher, String input, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(Arrays.asList(args));
    return run(Map.of(), input, command);
  }

  private Ended run(Map<String, String> variables, String input, List<String> command)
      throws IOException {
    Path err = Files.createTempFile(folder, "err", null);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(home.toFile()).redirectError(err.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("KMS_CONFIG");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(variables);
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Not every command reads its input.
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      return new Ended(process.waitFor(), out, Files.readString(err));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void roundTrip(Path launcher) throws IOException {
    Ended sealed = kms(launcher, "text", "encrypt", "--context", "env=dev");
    assertThat(sealed.err()).isEmpty();
    assertThat(sealed.out()).matches("kms1\\.\\S+\n");
    Ended opened = kms(launcher, sealed.out(), "decrypt", "--context", "env=dev");
    assertThat(opened).isEqualTo(new Ended(0, "text", ""));
  }

  @Test
  void launcher_anotherFolder_roundTrips() throws IOException {
    roundTrip(TARGET.resolve("kms"));
  }

  @Test
  void launcher_linksOfBothKinds_areFollowed() throws IOException {
    Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), TARGET.resolve("kms"));
    Path relative = Files.createSymbolicLink(folder.resolve("kms"), Path.of("absolute"));
    roundTrip(absolute);
    roundTrip(relative);
  }

  @Test
  void launcher_movedToAPathWithSpaces_worksWithoutTheArchive() throws IOException {
    Path moved = copied();
    assertThat(moved.resolve("kms.jsa")).exists();
    roundTrip(moved.resolve("kms"));
    assertThat(sharedFrom(moved, Map.of())).doesNotContain("kms.jsa");
  }

  private Path copied() throws IOException {
    Path moved = Files.createDirectory(folder.resolve("a path with spaces"));
    for (String name : List.of("kms", "kms.jar", "kms.jsa", "kms.jsa.id")) {
      Files.copy(TARGET.resolve(name), moved.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
    return moved;
  }

  /** The command that the launcher runs, shown by the shell's own trace. */
  private String sharedFrom(Path where, Map<String, String> variables) throws IOException {
    Ended traced =
        run(variables, "", List.of("sh", "-x", where.resolve("kms").toString(), "--version"));
    return traced.err().lines().filter(line -> line.startsWith("+ exec")).findFirst().orElseThrow();
  }

  @Test
  void archive_sameJvmAndPath_isUsedAndFits() throws IOException {
    assertThat(TARGET.resolve("kms.jsa")).exists();
    String maker = System.getProperty("kms.archive.java.home", System.getProperty("java.home"));
    assertThat(sharedFrom(TARGET, Map.of("JAVA_HOME", maker)))
        .contains("-XX:SharedArchiveFile=" + TARGET.resolve("kms.jsa"));
    // Without an archive that fits, "on" ends the JVM.
    Ended strict =
        run(
            Map.of(),
            "",
            List.of(
                maker + "/bin/java",
                "-Xshare:on",
                "-XX:SharedArchiveFile=" + TARGET.resolve("kms.jsa"),
                "-jar",
                TARGET.resolve("kms.jar").toString(),
                "--version"));
    assertThat(strict.exitCode()).isZero();
    assertThat(strict.out()).startsWith("kms ");
  }

  @Test
  void archive_truncated_harmsNoResult() throws IOException {
    Path moved = copied();
    Files.setPosixFilePermissions(
        moved.resolve("kms.jsa"), PosixFilePermissions.fromString("rw-------"));
    Files.write(moved.resolve("kms.jsa"), new byte[1000]);
    roundTrip(moved.resolve("kms"));
  }

  @Test
  void java_missing_isOneLine() throws IOException {
    Ended ended =
        run(Map.of("JAVA_HOME", folder.toString()), "", List.of(TARGET + "/kms", "--version"));
    assertThat(ended).isEqualTo(new Ended(3, "", "kms: JAVA_HOME has no bin/java\n"));
  }

  @Test
  void keyFile_openToOthers_isAWarningOnOneLine() throws IOException {
    Path key = home.resolve(".config/provisioning/age/private_key.txt");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Ended ended = kms(TARGET.resolve("kms"), "text", "encrypt");
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).matches("kms1\\.\\S+\n");
    assertThat(ended.err())
        .startsWith("kms: warning: ")
        .contains("chmod 600 " + key)
        .hasLineCount(1);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(kms(TARGET.resolve("kms"), "text", "encrypt").exitCode()).isEqualTo(3);
  }

  @Test
  void error_ofAnyCommand_leavesStandardOutputEmpty() throws IOException {
    Ended ended = kms(TARGET.resolve("kms"), "not a ciphertext", "decrypt");
    assertThat(ended.exitCode()).isEqualTo(6);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("kms: ").hasLineCount(1);
  }

  @Test
  void output_devices_areWrittenInPlace() throws IOException {
    Ended shown = kms(TARGET.resolve("kms"), "text", "encrypt", "--output", "/dev/stdout");
    assertThat(shown.out()).matches("kms1\\.\\S+\n");
    assertThat(shown.err()).isEmpty();
    Ended full = kms(TARGET.resolve("kms"), "text", "encrypt", "--output", "/dev/full");
    assertThat(full).isEqualTo(new Ended(2, "", "kms: /dev/full: No space left on device\n"));
    Ended redirected =
        run(Map.of(), "", List.of("sh", "-c", "\"$0\" status > /dev/full", TARGET + "/kms"));
    assertThat(redirected)
        .isEqualTo(new Ended(2, "", "kms: standard output: No space left on device\n"));
  }

  @Test
  void toml_config_isRead() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("kms.toml"),
            """
            [kms]
            environment = "${STAGE:-dev}"
            dev_backend = "age"
            [kms.age]
            private_key_path = "~/.config/provisioning/age/private_key.txt"
            """);
    Ended status = kms(TARGET.resolve("kms"), "", "status", "--config", config.toString());
    assertThat(status.out()).contains("configuration:    " + config);
  }

  @Test
  void pipe_readerThatLeaves_isQuiet() throws IOException {
    String script = "\"$1\" completion bash | head -n 1; echo done";
    Ended ended = run(Map.of(), "", List.of("sh", "-c", script, "sh", TARGET + "/kms"));
    assertThat(ended.out()).endsWith("done\n").hasLineCount(2);
    assertThat(ended.err()).isEmpty();
  }

  /** What a shell starts in the background, as a test run may be, ignores SIGINT by inheritance. */
  private static final String HEEDING_SIGINT = "$SIG{INT} = 'DEFAULT'; exec @ARGV";

  @Test
  void interrupt_duringAFile_removesTheTemporaryFile() throws IOException, InterruptedException {
    Path work = Files.createDirectory(folder.resolve("work"));
    Path big = work.resolve("big");
    try (RandomAccessFile file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(20L * 1024 * 1024 * 1024);
    }
    ProcessBuilder builder =
        new ProcessBuilder("perl", "-e", HEEDING_SIGINT, TARGET + "/kms", "encrypt-file", "" + big)
            .redirectErrorStream(true);
    builder.environment().put("HOME", home.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    while (process.isAlive() && names(work).size() < 2) {
      Thread.onSpinWait();
    }
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
        .isZero();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(process.getInputStream().readAllBytes()).isEmpty();
    assertThat(names(work)).containsExactly("big");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> String.valueOf(p.getFileName())).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completion_script_parses(String shell) throws IOException {
    Ended script = kms(TARGET.resolve("kms"), "", "completion", shell);
    Path file = Files.writeString(folder.resolve("completion"), script.out());
    Ended parsed = run(Map.of(), "", List.of("bash", "-n", file.toString()));
    assertThat(parsed).isEqualTo(new Ended(0, "", ""));
  }

  @Test
  void completion_bash_offersCommandsAndOptions() throws IOException {
    String complete =
        """
        source <("$1" completion bash)
        COMP_WORDS=(kms encrypt-f); COMP_CWORD=1; COMP_LINE='kms encrypt-f'; COMP_POINT=13
        _complete_kms
        echo "${COMPREPLY[@]}"
        COMP_WORDS=(kms encrypt --cont); COMP_CWORD=2
        _complete_kms
        echo "${COMPREPLY[@]}"
        """;
    Ended ended = run(Map.of(), "", List.of("bash", "-c", complete, "bash", TARGET + "/kms"));
    assertThat(ended.out()).startsWith("encrypt-file").contains("--context", "--context-file");
  }

  @Test
  void demo_fromAnotherFolder_endsWell() throws IOException {
    Ended ended = run(Map.of(), "", List.of(TARGET.resolve("demo").toString()));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.exitCode()).isZero();
    assertThat(ended.out()).contains("kms1.", "identical", "(exit code 6", "Done: ");
  }
}
