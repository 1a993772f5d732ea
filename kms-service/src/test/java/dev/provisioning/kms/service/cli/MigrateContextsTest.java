package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.service.cli.exit.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contexts of single files, and the report of those that failed. */
class MigrateContextsTest {
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

  private Path under(String name, EncryptionContext context) throws IOException {
    return Files.writeString(keys.file(name), keys.old().encryptText(name, context) + "\n");
  }

  private String contexts(String... lines) throws IOException {
    return Files.write(home.resolve("contexts.jsonl"), List.of(lines)).toString();
  }

  @Test
  void contexts_fileFolderAndRest_theNearestCounts() throws IOException {
    EncryptionContext comma = EncryptionContext.of("list", "a,b=c");
    EncryptionContext folder = EncryptionContext.of("env", "folder");
    Path own = under("a/b/own.kms", comma);
    Path near = under("a/b/near.kms", folder);
    Path rest = under("rest.kms", OldAndNewKeys.CONTEXT);
    Path none = under("none.kms", EncryptionContext.empty());
    String file =
        contexts(
            "{\"path\":\"" + keys.tree() + "/a\",\"context\":{\"env\":\"folder\"}}",
            "",
            "{ \"context\" : {\"list\":\"a,b=c\"}, \"path\":\"" + own + "\" }",
            "{\"path\":\"" + keys.tree() + "/x/../none.kms\",\"context\":{}}");
    CommandRun.Result result = keys.migrate("--context", "env=prod", "--contexts", file);
    assertThat(result.err()).contains("moved 4, current 0, skipped 0, failed 0");
    try (Kms now = keys.open("alone.toml", "new")) {
      assertThat(opened(now, own, comma)).isEqualTo("a/b/own.kms");
      assertThat(opened(now, near, folder)).isEqualTo("a/b/near.kms");
      assertThat(opened(now, rest, OldAndNewKeys.CONTEXT)).isEqualTo("rest.kms");
      assertThat(opened(now, none, EncryptionContext.empty())).isEqualTo("none.kms");
    }
  }

  @Test
  void contexts_pathsThroughALink_areThoseOfTheFilesThemselves() throws IOException {
    EncryptionContext own = EncryptionContext.of("env", "own");
    Path link = Files.createSymbolicLink(home.resolve("link"), keys.tree());
    under("a/one.kms", own);
    under("a/two.kms", own);
    String viaLink =
        contexts(
            "{\"path\":\"" + link + "/a/one.kms\",\"context\":{\"env\":\"own\"}}",
            "{\"path\":\"" + keys.tree() + "/a/two.kms\",\"context\":{\"env\":\"own\"}}");
    for (Path root : List.of(link, link.resolve("a"), keys.tree())) {
      CommandRun.Result result =
          new CommandRun(home)
              .run(
                  keys.arguments(
                      root, "--dry-run", "--verify", "--context", "env=x", "--contexts", viaLink));
      assertThat(result.err()).startsWith("kms: would move 2, current 0, skipped 0, failed 0");
    }
  }

  @Test
  void contexts_samePathThroughALink_isNamed() throws IOException {
    Path link = Files.createSymbolicLink(home.resolve("link"), keys.tree());
    String file =
        contexts(
            "{\"path\":\"" + link + "\",\"context\":{}}",
            "{\"path\":\"" + keys.tree() + "\",\"context\":{}}");
    keys.migrate("--contexts", file).failed(Exit.USAGE, "line 2: names a path again");
  }

  private static String opened(Kms kms, Path file, EncryptionContext context) throws IOException {
    return kms.decryptText(Files.readString(file).strip(), context);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | expected {",
        "{'context':{'a':'b'}} | must be",
        "{'path':'x'} | must be",
        "{'path':'x','context':'a=b'} | must be",
        "{'path':'x','other':'y','context':{}} | must be",
        "{'path':'x','context':{},'context':{}} | repeated",
        "{'path':'x','context':{'a':{}}} | expected \"",
        "{'path':'x','context':{'context':{}}} | expected \"",
        "{'path':'x','context':{'kms1-a':'b'}} | reserved",
        "{'path':'a\\u0000b','context':{}} | path",
        "{'path':'x','context':{}} {} | follows",
      })
  void contexts_malformedLine_isNamed(String line, String why) throws IOException {
    String file = contexts("", line.replace('\'', '"'));
    keys.migrate("--contexts", file).failed(Exit.USAGE, "contexts.jsonl, line 2: ", why);
  }

  @Test
  void contexts_samePathTwice_isNamed() throws IOException {
    String file = contexts("{\"path\":\"x\",\"context\":{}}", "{\"path\":\"./x\",\"context\":{}}");
    keys.migrate("--contexts", file).failed(Exit.USAGE, "line 2: names a path again");
  }

  @Test
  void contexts_missingFile_isOneLine() {
    keys.migrate("--contexts", home.resolve("no").toString()).failed(Exit.USAGE, "no such file");
  }

  @Test
  void report_failures_areLinesOfJsonWithoutSecrets() throws IOException {
    Path bad = under("bad.kms", EncryptionContext.of("env", "hidden1"));
    Path broken = Files.writeString(keys.file("broken.kms"), "kms1.AAAA\n");
    keys.text("good.kms", "", "\n");
    Path report = home.resolve("failed.jsonl");
    CommandRun.Result result =
        keys.migrate("--context", "env=hidden2", "--report", report.toString(), "--threads", "1");
    assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
    assertThat(result.err()).isEqualTo(result.err().lines().findFirst().orElseThrow() + "\n");
    String text = Files.readString(report);
    assertThat(text.lines()).hasSize(3);
    assertThat(text)
        .startsWith("{\"path\":\"" + bad + "\",\"code\":\"invalid_ciphertext\",\"message\":\"")
        .contains("{\"path\":\"" + broken + "\",\"code\":\"invalid_ciphertext\"")
        .contains("[env]")
        .doesNotContain("hidden");
  }

  @Test
  void report_existingFile_isReplacedOnlyByForce() throws IOException {
    Path line = keys.text("line.kms", "", "\n");
    byte[] before = Files.readAllBytes(line);
    Path report = Files.writeString(home.resolve("failed.jsonl"), "mine");
    keys.migrate("--context", "env=prod", "--report", report.toString())
        .failed(Exit.USAGE, "exists already");
    assertThat(report).hasContent("mine");
    assertThat(line).hasBinaryContent(before);
    CommandRun.Result result =
        keys.migrate("--context", "env=prod", "--report", report.toString(), "--force");
    assertThat(result.exitCode()).isZero();
    assertThat(report).isEmptyFile();
  }

  @Test
  void report_runThatDoesNotBegin_leavesNone() throws IOException {
    keys.text("line.kms", "", "\n");
    Path report = home.resolve("failed.jsonl");
    String[] missing = keys.arguments(home.resolve("no"), "--report", report.toString());
    new CommandRun(home).run(missing).failed(Exit.USAGE, "no such file");
    assertThat(report).doesNotExist();
    Files.copy(
        home.resolve("old.key"), home.resolve("new.key"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(keys.migrate("--report", report.toString()).exitCode()).isNotZero();
    assertThat(report).doesNotExist();
  }

  @Test
  void report_ofARunThatStops_isMentionedWithTheWayOn() throws IOException {
    under("line.kms", OldAndNewKeys.CONTEXT);
    String report = home.resolve("failed.jsonl").toString();
    CommandRun.Result result = keys.migrate("--max-failures", "1", "--report", report);
    assertThat(result.err()).contains("stopped early", "with --force or another --report");
    assertThat(keys.migrate("--max-failures", "1").err())
        .contains("stopped early", "goes on from here\n");
  }

  @Test
  void maxFailures_reached_stopsTheRun() throws IOException {
    for (int i = 0; i < 20; i++) {
      under("line" + i + ".kms", OldAndNewKeys.CONTEXT);
    }
    CommandRun.Result result = keys.migrate("--max-failures", "3", "--threads", "1");
    assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
    assertThat(result.err()).contains("failed 3 of 3 files", "stopped early", "--max-failures");
  }

  @Test
  void ciphertextOfBytes_thatIsNone_fails() throws IOException {
    Files.write(keys.file("bytes.kms"), new byte[] {'K', 'M', 'S', 1, 9});
    assertThat(keys.migrate().exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
    assertThat(Ciphertext.MAX_BLOB).isPositive();
  }
}
