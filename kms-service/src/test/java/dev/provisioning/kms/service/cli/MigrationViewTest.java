package dev.provisioning.kms.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.io.Tty;
import dev.provisioning.kms.service.cli.migrate.Place;
import dev.provisioning.kms.service.cli.migrate.Tally;
import dev.provisioning.kms.service.cli.migrate.Trouble;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a person sees of a migration while it runs. */
class MigrationViewTest {
  private static final Trouble BAD = new Trouble("file", 2, "x: cannot\nbe \u001b[2Jused", false);

  private final AtomicLong now = new AtomicLong();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Tally tally = new Tally(Long.MAX_VALUE);

  private MigrationView view(boolean tty, long expected) {
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            new PrintStream(err, true, UTF_8),
            new Tty(false, false, tty),
            name -> null,
            Path.of(""),
            new Typist(false, ""),
            file -> new FileOutputStream(file.toFile()),
            List.of());
    return new MigrationView(terminal, null, expected, now::get);
  }

  private String shown() {
    String shown = err.toString(UTF_8);
    err.reset();
    return shown;
  }

  @Test
  void progress_onATerminal_isOneLineTenTimesASecondThatIsClearedAtTheEnd() {
    try (MigrationView view = view(true, 40)) {
      view.done(tally);
      assertThat(shown()).isEmpty();
      now.addAndGet(100_000_000);
      view.done(tally);
      assertThat(shown()).isEqualTo("\r[....................]   0 %  0 of 40, moved 0\u001b[K");
      view.done(tally);
      assertThat(shown()).isEmpty();
    }
    assertThat(shown()).isEqualTo("\r\u001b[K");
  }

  @Test
  void progress_withoutATotal_isNumbersAlone() {
    try (MigrationView view = view(true, 0)) {
      now.addAndGet(100_000_000);
      view.done(tally);
      assertThat(shown()).isEqualTo("\r0, moved 0\u001b[K");
    }
  }

  @Test
  void progress_intoAFile_isNothing() {
    try (MigrationView view = view(false, 40)) {
      now.addAndGet(100_000_000);
      view.done(tally);
    }
    assertThat(shown()).isEmpty();
  }

  @Test
  void failure_duringProgress_standsOnALineOfItsOwn() throws IOException {
    try (MigrationView view = view(true, 40)) {
      now.addAndGet(100_000_000);
      view.done(tally);
      shown();
      view.failed(new Place.InTree(Path.of("x")), BAD);
      assertThat(shown())
          .isEqualTo(
              "\r\u001b[Kkms: x: cannot be ?[2Jused\n"
                  + "\r[....................]   0 %  0 of 40, moved 0\u001b[K");
    }
  }

  @Test
  void failure_ofALine_hasItsNumber() throws IOException {
    try (MigrationView view = view(false, 0)) {
      view.failed(new Place.InStream(7), BAD);
    }
    assertThat(shown()).startsWith("kms: line 7: x: cannot");
  }
}
