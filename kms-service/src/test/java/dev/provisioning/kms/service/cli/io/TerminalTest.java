package dev.provisioning.kms.service.cli.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(shown, true, StandardCharsets.UTF_8);

  private boolean agrees(String typed) throws IOException {
    return new Keyboard(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), err)
        .agrees("Really?");
  }

  @ParameterizedTest
  @CsvSource({"y, true", "Y, true", " yes , true", "n, false", "'', false", "yep, false"})
  void agrees_onlyYes_isConsent(String typed, boolean consent) throws IOException {
    assertThat(agrees(typed + "\nnext")).isEqualTo(consent);
    assertThat(shown.toString(StandardCharsets.UTF_8)).isEqualTo("Really? [y/N] ");
  }

  @Test
  void agrees_endOfInput_isRefused() {
    assertThatThrownBy(() -> agrees("")).isInstanceOf(Refusal.class);
  }

  @Test
  void agrees_endlessLine_isRefused() {
    assertThatThrownBy(() -> agrees("y".repeat(5000))).isInstanceOf(Refusal.class);
  }

  @Test
  void agrees_answer_leavesTheRestForTheNextReader() throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream("y\nrest".getBytes(StandardCharsets.UTF_8));
    new Keyboard(in, err).agrees("Really?");
    assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("rest");
  }

  @Test
  void tty_launcher_namesTheStreams(@TempDir Path none) {
    assertThat(Tty.of("02", none)).isEqualTo(new Tty(true, false, true));
    assertThat(Tty.of("", none)).isEqualTo(Tty.NONE);
    assertThat(new Tty(true, false, true).canAsk()).isTrue();
    assertThat(new Tty(true, true, false).canAsk()).isFalse();
    assertThat(new Tty(false, true, true).canAsk()).isFalse();
  }

  @Test
  void tty_withoutLauncher_asksLinux(@TempDir Path links) throws IOException {
    Files.createSymbolicLink(links.resolve("0"), Path.of("/dev/pts/3"));
    Files.createSymbolicLink(links.resolve("1"), Path.of("pipe:[4711]"));
    assertThat(Tty.of(null, links)).isEqualTo(new Tty(true, false, false));
  }

  @Test
  void oneLine_foreignText_cannotMoveTheCursor() {
    assertThat(OneLine.of(" a\nb\r\n\tc\u001b[2J\u202ed\u2028e\u0000ä "))
        .isEqualTo("a b   c?[2J?d e?ä");
  }

  @Test
  void progress_slowFile_isShownOnOneLineAndCleared() throws IOException {
    long[] now = {0};
    byte[] data = new byte[3 * 1024 * 1024];
    try (ProgressBar bar =
        new ProgressBar(new ByteArrayInputStream(data), data.length, err, () -> now[0])) {
      now[0] = 1_000_000_000;
      bar.readNBytes(data.length / 3 * 2);
      now[0] = 2_000_000_000;
      assertThat(bar.read()).isZero();
    }
    assertThat(shown.toString(StandardCharsets.UTF_8))
        .contains("\r[####################..........]  66 %  2 of 3 MiB  1 MiB/s\u001b[K")
        .endsWith("\r\u001b[K")
        .doesNotContain("\n");
  }

  @Test
  void progress_quickFile_showsNothing() throws IOException {
    try (ProgressBar bar =
        new ProgressBar(new ByteArrayInputStream(new byte[9]), 9, err, () -> 0)) {
      bar.readAllBytes();
    }
    assertThat(shown.size()).isZero();
  }
}
