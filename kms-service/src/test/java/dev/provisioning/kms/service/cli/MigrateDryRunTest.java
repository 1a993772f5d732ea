package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.exit.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kms migrate --dry-run} tells, and that it changes nothing. */
class MigrateDryRunTest {
  @TempDir Path home;
  private OldAndNewKeys keys;
  private Path file;
  private Path line;

  @BeforeEach
  void makeFiles() throws IOException {
    keys = new OldAndNewKeys(home);
    file = keys.envelope("file.enc", 10);
    line = keys.text("line.kms", "", "\n");
    Files.writeString(keys.file("notes.txt"), "foreign");
  }

  @AfterEach
  void close() {
    keys.close();
  }

  private List<byte[]> bytes() throws IOException {
    return List.of(Files.readAllBytes(file), Files.readAllBytes(line));
  }

  @Test
  void dryRun_folder_countsByFormAndKeyAndChangesNothing() throws IOException {
    List<byte[]> before = bytes();
    String old = Files.readString(home.resolve("old.key.pub")).strip();
    String shortened = old.substring(0, 23) + "…" + old.substring(old.length() - 20);
    // No context: nothing is opened.
    CommandRun.Result result = keys.migrate("--dry-run");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).startsWith("kms: would move 2, current 0, skipped 1, failed 0 of 3");
    assertThat(result.facts().lines())
        .containsExactly(
            "files would be form under",
            " 1 moved envelope age " + shortened,
            " 1 moved kms1 text age " + shortened);
    assertThat(result.out().lines()).allMatch(row -> row.length() <= 80);
    assertThat(bytes()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void dryRun_afterTheMove_saysThatAllIsCurrent() {
    keys.migrate("--context", "env=prod");
    assertThat(keys.migrate("--dry-run").facts())
        .contains("left kms1 text")
        .doesNotContain("moved");
  }

  @Test
  void dryRun_json_isOneLine() {
    CommandRun.Result result = keys.migrate("--dry-run", "--json");
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.out())
        .startsWith("{\"dry_run\":true,\"moved\":2,\"current\":0,\"skipped\":1,\"native\":0,")
        .contains("\"failed\":0,\"complete\":true", "{\"form\":\"kms1 text\",\"under\":\"age age1")
        .contains("\"outcome\":\"moved\",\"files\":1}");
  }

  @Test
  void run_json_isTheSameAfterwards() {
    assertThat(keys.migrate("--context", "env=prod", "--json").out())
        .startsWith("{\"dry_run\":false,\"moved\":2,");
  }

  @Test
  void verify_rightContext_opensEverything() throws IOException {
    List<byte[]> before = bytes();
    keys.dataKey("data.key");
    CommandRun.Result result = keys.migrate("--dry-run", "--verify", "--context", "env=prod");
    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).contains("would move 3,");
    assertThat(bytes()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void verify_wrongContext_saysWhatDoesNotOpen() {
    CommandRun.Result result = keys.migrate("--dry-run", "--verify", "--context", "env=no");
    assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
    assertThat(result.err())
        .contains("would move 0, current 0, skipped 1, failed 2", file + ": ", line + ": ");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void verify_alone_isUsage() {
    keys.migrate("--verify").failed(Exit.USAGE, "--dry-run");
  }

  @Test
  void options_outOfRangeOrContradicting_areUsage() {
    keys.migrate("--stdin").failed(Exit.USAGE, "--stdin");
    keys.migrate("--threads", "0").failed(Exit.USAGE, "--threads");
    keys.migrate("--threads", "33").failed(Exit.USAGE, "--threads");
    keys.migrate("--max-failures", "0").failed(Exit.USAGE, "--max-failures");
    CommandRun kms = new CommandRun(home);
    kms.run("migrate").failed(Exit.USAGE, "folders");
    kms.run("migrate", "--stdin", "--json").failed(Exit.USAGE, "--json");
    kms.run("migrate", "--stdin", "--contexts", "x").failed(Exit.USAGE, "--contexts");
  }
}
