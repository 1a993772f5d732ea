package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.io.Tty;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway")
class UsageTest {
  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void start() {
    kms = new CommandRun(home);
  }

  @Test
  void kms_alone_isTheHelp() {
    assertThat(kms.done().out())
        .isEqualTo(kms.done("--help").out())
        .contains("Usage: kms", "Commands:", "Examples:", "130 interrupted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keygen",
        "create-key",
        "encrypt",
        "decrypt",
        "generate-key",
        "rewrap",
        "migrate",
        "rotate",
        "inspect",
        "encrypt-file",
        "decrypt-file",
        "status",
        "health",
        "audit",
        "doctor",
        "completion"
      })
  void help_command_fitsATerminalAndHasAnExample(String command) {
    String help = kms.done(command, "--help").out();
    assertThat(help)
        .contains("Usage: kms " + command, "Examples:\n  ", "kms " + command + " ", "--verbose");
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(kms.done("--help").out()).contains("\n  " + command + " ");
  }

  @Test
  void help_onATerminal_hasColoursUnlessUnwanted() {
    Tty out = new Tty(false, true, false);
    Typist nobody = new Typist(false, "");
    assertThat(kms.done("--help").out()).doesNotContain("\u001b");
    assertThat(kms.terminal(out, nobody).done("--help").out()).contains("\u001b[");
    assertThat(kms.variable("NO_COLOR", "1").done("--help").out()).doesNotContain("\u001b");
  }

  @Test
  void version_namesProgramAndJava() {
    assertThat(kms.done("--version").out()).startsWith("kms ").contains("Java ");
  }

  @Test
  void commands_everyOne_isInTheHelpAndRunsAlone() {
    assertThat(Commands.of(null, "--help")).hasSize(16);
    assertThat(Commands.of(null, "encrypt")).hasSize(1);
    assertThat(Commands.of(null, "completion")).hasSize(16);
  }

  @Test
  void command_unknown_suggestsAndDoesNotRepeat() {
    kms.run("encryp").failed(2, "no such command", "kms encrypt");
    assertThat(kms.run("hidden").err()).doesNotContain("hidden");
  }

  @Test
  void option_unknown_suggests() {
    kms.run("encrypt", "--contxt=hidden").failed(2, "--contxt", "--context", "encrypt --help");
    assertThat(kms.run("encrypt", "--contxt=hidden").err()).doesNotContain("hidden");
    assertThat(kms.run("encrypt", "-hidden").err()).doesNotContain("idden");
    assertThat(kms.run("encrypt", "--HiddeN").err()).doesNotContain("HiddeN");
  }

  @Test
  void argument_atSign_isNoFileOfArguments() throws IOException {
    Path file = Files.writeString(home.resolve("args"), "--help");
    kms.run("encrypt", "@" + file).failed(2, "unexpected argument");
  }

  @Test
  void verbose_failure_addsTheStackTrace() {
    CommandRun.Result result = kms.run("decrypt", "--verbose");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.err()).startsWith("kms: ").contains("\tat ");
  }

  @Test
  void output_readerGone_endsQuietly() {
    CommandRun.Result result = kms.output(failing("Broken pipe")).run("keygen");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(141);
  }

  @Test
  void output_fullDisk_isOneLine() {
    kms.output(failing("No space left on device"))
        .run("keygen")
        .failed(2, "standard output: No space left on device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void completion_shell_knowsCommandsAndOptions(String shell) {
    assertThat(kms.done("completion", shell).out())
        .contains("encrypt-file", "--context-file", "complete -F");
  }

  @Test
  void completion_unknownShell_isUsage() {
    kms.run("completion", "fish").failed(2, "bash");
  }

  private static OutputStream failing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }
}
