package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Tty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kms migrate --stdin} does to lines. */
class MigrateStreamTest {
  @TempDir Path home;
  private OldAndNewKeys keys;

  @BeforeEach
  void makeKeys() throws IOException {
    keys = new OldAndNewKeys(home);
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private String line(String plaintext) {
    return keys.old().encryptText(plaintext, OldAndNewKeys.CONTEXT);
  }

  private CommandRun.Result migrate(String input, String... more) {
    String[] args =
        Stream.concat(
                Stream.of("migrate", "--stdin", "--config", keys.config().toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return new CommandRun(home).input(input).run(args);
  }

  @Test
  void stream_manyLines_keepTheirOrder() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      lines.add(line("text " + i));
    }
    CommandRun.Result result =
        migrate(String.join("\n", lines) + "\n", "--context", "env=prod", "--threads", "4");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err())
        .startsWith("kms: moved 700, current 0, skipped 0, failed 0 of 700 lines");
    List<String> out = result.out().lines().toList();
    assertThat(out).hasSize(700);
    try (Kms now = keys.open("alone.toml", "new")) {
      for (int i = 0; i < 700; i++) {
        assertThat(now.decryptText(out.get(i), OldAndNewKeys.CONTEXT)).isEqualTo("text " + i);
      }
    }
  }

  @Test
  void stream_endsAndSpaces_stayAsTheyAre() {
    CommandRun.Result result =
        migrate(line("a") + "\r\n\n  " + line("b") + "\t\n" + line("c"), "--context", "env=prod");
    assertThat(result.out()).matches("kms1\\.\\S+\r\n\n  kms1\\.\\S+\t\nkms1\\.\\S+");
    assertThat(result.err()).startsWith("kms: moved 3, current 0, skipped 1, failed 0 of 4 lines");
  }

  @Test
  void stream_lineThatFails_comesOutUnchangedAndIsNamed() {
    String other = keys.old().encryptText("x", EncryptionContext.empty());
    CommandRun.Result result =
        migrate(
            line("a") + "\nsecret words\n" + other + "\n" + line("b") + "\n",
            "--context",
            "env=prod");
    List<String> out = result.out().lines().toList();
    assertThat(out.get(1)).isEqualTo("secret words");
    assertThat(out.get(2)).isEqualTo(other);
    assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
    assertThat(result.err())
        .contains("kms: line 2: ", "kms: line 3: ", "moved 2, current 0, skipped 0, failed 2")
        .doesNotContain("secret");
  }

  @Test
  void stream_report_hasTheNumbersOfLines() throws IOException {
    Path report = home.resolve("failed.jsonl");
    migrate("\nno\n", "--report", report.toString());
    assertThat(report)
        .content()
        .startsWith("{\"line\":2,\"code\":\"invalid_ciphertext\",\"message\":\"");
  }

  @Test
  void stream_movedLines_areCurrent() {
    String moved = migrate(line("a") + "\n", "--context", "env=prod").out();
    CommandRun.Result again = migrate(moved);
    assertThat(again.out()).isEqualTo(moved);
    assertThat(again.err()).startsWith("kms: moved 0, current 1");
  }

  @Test
  void stream_dryRun_changesNoLine() {
    String input = line("a") + "\n" + line("b") + "\n";
    CommandRun.Result result = migrate(input, "--dry-run");
    assertThat(result.out()).isEqualTo(input);
    assertThat(result.err()).startsWith("kms: would move 2,");
    assertThat(migrate(input, "--dry-run", "--verify").exitCode())
        .isEqualTo(Exit.INVALID_CIPHERTEXT);
  }

  @Test
  void stream_stoppedEarly_passesTheRestThrough() {
    String input = "no 1\nno 2\nno 3\n" + line("a") + "\n";
    CommandRun.Result result =
        migrate(input, "--context", "env=prod", "--max-failures", "2", "--threads", "1");
    assertThat(result.out()).isEqualTo(input);
    assertThat(result.err()).contains("stopped early", "failed 2 of 2 lines");
    assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
  }

  @Test
  void stream_stoppedEarly_saysWithWhatItGoesOn() {
    assertThat(migrate("no 1\nno 2\n", "--max-failures", "1").err())
        .contains("stopped early: ", "the rest came out unchanged", "goes on with what came out\n");
  }

  @Test
  void stream_typedByAPerson_isAnnounced() {
    CommandRun kms =
        new CommandRun(home).terminal(new Tty(true, true, true), new Typist(false, ""));
    CommandRun.Result result =
        kms.input("\n").run("migrate", "--stdin", "--config", keys.config().toString());
    assertThat(result.err()).startsWith("kms: reading ciphertexts from the terminal");
    assertThat(result.out()).isEqualTo("\n");
  }

  @Test
  void stream_empty_isDone() {
    CommandRun.Result result = migrate("");
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(Files.exists(keys.tree())).isTrue();
  }
}
