package dev.provisioning.kms.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.service.cli.exit.Exit;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kms migrate} does to a folder. */
class MigrateTest {
  @TempDir Path home;
  private OldAndNewKeys keys;
  private Kms now;

  @BeforeEach
  void makeKeys() throws IOException {
    keys = new OldAndNewKeys(home);
    now = keys.open("alone.toml", "new");
  }

  @AfterEach
  void close() {
    now.close();
    keys.close();
  }

  private static void said(CommandRun.Result result, int exitCode, String summary) {
    assertThat(result.exitCode()).as(result.err()).isEqualTo(exitCode);
    assertThat(result.err()).contains("kms: " + summary);
  }

  private void opens(Path file, int size) throws IOException {
    String name = keys.tree().relativize(file).toString();
    assertThat(OldAndNewKeys.opened(now, file)).isEqualTo(OldAndNewKeys.content(name, size));
  }

  @Test
  void migrate_everyForm_isMovedAndOpens() throws IOException {
    Path file = keys.envelope("a/file.enc", 200_000);
    Path stream = keys.streamed("a/stream.enc", 200_000);
    Path shared = keys.sharing("a/shared.enc", 100);
    Path line = keys.text("b/line.kms", "", "\n");
    Path framed = keys.text("b/framed.kms", " \n", "");
    Path bytes = keys.bytes("b/bytes.kms");
    Path dataKey = keys.dataKey("data.key.kms");
    Path foreign = Files.writeString(keys.file("b/notes.txt"), "foreign");
    List<String> names = keys.names();

    CommandRun.Result result = keys.migrate("--context", "env=prod");
    said(result, 0, "moved 7, current 0, skipped 1, failed 0 of 8 files in ");
    assertThat(result.out()).isEmpty();

    opens(file, 200_000);
    opens(stream, 200_000);
    opens(shared, 100);
    opens(line, 100);
    opens(framed, 100);
    opens(bytes, 100);
    Ciphertext wrapped = Ciphertext.parse(Files.readString(dataKey).strip());
    try (DataKey key = now.decryptDataKey(wrapped, OldAndNewKeys.CONTEXT)) {
      assertThat(key.key().getEncoded()).hasSize(32);
    }
    assertThat(Envelope.inspect(file).form()).isEqualTo(EnvelopeForm.FILE);
    // It has to be copied, and has two slots for the next time.
    assertThat(Envelope.inspect(stream).form()).isEqualTo(EnvelopeForm.FILE);
    assertThat(Envelope.inspect(shared).sharedKey()).isFalse();
    assertThat(Files.readString(line)).startsWith("kms1.").endsWith("\n");
    assertThat(Files.readString(framed)).startsWith(" \nkms1.").doesNotContain("kms1.\n");
    assertThat(Files.readAllBytes(bytes)).startsWith("KMS\u0001".getBytes(UTF_8));
    assertThat(foreign).hasContent("foreign");
    assertThat(keys.names()).isEqualTo(names);
  }

  @Test
  void migrate_again_changesNothing() throws IOException {
    Path file = keys.envelope("file.enc", 10);
    Path line = keys.text("line.kms", "", "\n");
    keys.migrate("--context", "env=prod");
    byte[] envelope = Files.readAllBytes(file);
    byte[] text = Files.readAllBytes(line);
    keys.text("late.kms", "", "\n");
    said(
        keys.migrate("--context", "env=prod"),
        0,
        "moved 1, current 2, skipped 0, failed 0 of 3 files");
    assertThat(file).hasBinaryContent(envelope);
    assertThat(line).hasBinaryContent(text);
  }

  @Test
  void migrate_afterARotation_movesToTheNewestKey() throws IOException {
    Path file = keys.envelope("file.enc", 10);
    Path line = keys.text("line.kms", "", "\n");
    keys.migrate("--context", "env=prod");
    String before = Envelope.inspect(file).keys().get(0).keyId();
    new CommandRun(home).done("rotate", "--config", keys.config().toString());
    said(keys.migrate("--context", "env=prod"), 0, "moved 2, current 0");
    assertThat(Envelope.inspect(file).keys().get(0).keyId()).isNotEqualTo(before);
    opens(file, 10);
    opens(line, 100);
    said(keys.migrate(), 0, "moved 0, current 2");
  }

  @Test
  void migrate_currentFiles_needNoContext() throws IOException {
    keys.text("line.kms", "", "\n");
    keys.migrate("--context", "env=prod");
    said(keys.migrate(), 0, "moved 0, current 1");
  }

  @Test
  void migrate_permissions_stay() throws IOException {
    Path line = keys.text("line.kms", "", "\n");
    Path stream = keys.streamed("stream.enc", 10);
    for (Path file : List.of(line, stream)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }
    said(keys.migrate("--context", "env=prod"), 0, "moved 2");
    for (Path file : List.of(line, stream)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");
    }
  }

  @Test
  void migrate_emptyFolder_isDone() {
    said(keys.migrate(), 0, "moved 0, current 0, skipped 0, failed 0 of 0 files");
  }

  @Test
  void migrate_missingFolder_isOneLine() {
    new CommandRun(home)
        .run(keys.arguments(home.resolve("no")))
        .failed(Exit.USAGE, "no: no such file or folder");
  }

  @Test
  void migrate_oneFile_isATreeToo() throws IOException {
    Path line = keys.text("line.kms", "", "\n");
    keys.text("other.kms", "", "\n");
    CommandRun.Result result =
        new CommandRun(home).run(keys.arguments(line, "--context", "env=prod"));
    said(result, 0, "moved 1, current 0, skipped 0, failed 0 of 1 files");
  }

  @Test
  void migrate_links_areSkippedAndNotFollowed() throws IOException {
    Path outside = Files.createDirectory(home.resolve("outside"));
    Path line = keys.text("line.kms", "", "\n");
    Path away = Files.move(line, outside.resolve("line.kms"));
    byte[] before = Files.readAllBytes(away);
    Files.createSymbolicLink(keys.file("link.kms"), away);
    Files.createSymbolicLink(keys.file("folder"), outside);
    Files.createSymbolicLink(keys.file("nowhere"), home.resolve("no"));
    said(keys.migrate("--context", "env=prod"), 0, "moved 0, current 0, skipped 3, failed 0");
    assertThat(away).hasBinaryContent(before);
    assertThat(keys.tree().resolve("link.kms")).isSymbolicLink();
  }

  @Test
  void migrate_rootThatIsALink_isFollowed() throws IOException {
    keys.text("line.kms", "", "\n");
    Path link = Files.createSymbolicLink(home.resolve("link"), keys.tree());
    CommandRun.Result result =
        new CommandRun(home).run(keys.arguments(link, "--context", "env=prod"));
    said(result, 0, "moved 1, current 0, skipped 0, failed 0 of 1 files");
  }

  @Test
  void migrate_rootsInEachOther_areWalkedOnce() throws IOException {
    keys.text("a/line.kms", "", "\n");
    String tree = keys.tree().toString();
    said(
        keys.migrate("--context", "env=prod", tree, tree + "/a", tree + "/../tree/a/line.kms"),
        0,
        "moved 1, current 0, skipped 0, failed 0 of 1 files");
  }

  @Test
  void migrate_wrongContext_failsAndTouchesNothing() throws IOException {
    Path file = keys.envelope("file.enc", 10);
    Path stream = keys.streamed("stream.enc", 10);
    Path line = keys.text("line.kms", "", "\n");
    byte[] text = Files.readAllBytes(line);
    List<String> names = keys.names();
    CommandRun.Result result = keys.migrate("--context", "env=hidden");
    said(result, Exit.INVALID_CIPHERTEXT, "moved 0, current 0, skipped 0, failed 3 of 3 files");
    assertThat(result.err())
        .contains("kms: " + file + ": ", "kms: " + line + ": ", "[env]")
        .doesNotContain("hidden", "\tat ");
    assertThat(line).hasBinaryContent(text);
    for (Path each : List.of(file, stream)) {
      assertThat(OldAndNewKeys.opened(keys.old(), each)).hasSize(10);
    }
    assertThat(keys.names()).isEqualTo(names);
  }

  @Test
  void migrate_severalLinesInAFile_isRefusedWithAHint() throws IOException {
    keys.text("lines.kms", "", "\nkms1.AAAA\n");
    CommandRun.Result result = keys.migrate("--context", "env=prod");
    said(result, Exit.INVALID_CIPHERTEXT, "moved 0");
    assertThat(result.err()).contains("kms migrate --stdin");
  }

  @Test
  void migrate_tamperedEnvelope_failsAloneAndStays() throws IOException {
    Path bad = keys.envelope("bad.enc", 10);
    byte[] bytes = Files.readAllBytes(bad);
    bytes[50] ^= 1;
    Files.write(bad, bytes);
    Path good = keys.envelope("good.enc", 10);
    said(
        keys.migrate("--context", "env=prod"),
        Exit.INVALID_CIPHERTEXT,
        "moved 1, current 0, skipped 0, failed 1");
    assertThat(bad).hasBinaryContent(bytes);
    opens(good, 10);
  }

  @Test
  void migrate_nativeAgeFile_isLeftAndMentioned() throws IOException {
    Path plain = Files.writeString(home.resolve("plain.txt"), "text");
    Path age = keys.file("plain.age");
    Files.write(age, "age-encryption.org/v1\n-> X25519 x\n".getBytes(UTF_8));
    byte[] before = Files.readAllBytes(age);
    Path report = home.resolve("report.jsonl");
    CommandRun.Result result = keys.migrate("--report", report.toString());
    said(result, 0, "moved 0, current 0, skipped 0, failed 0 of 1 files");
    assertThat(result.err()).contains("kms: age files left: 1;", "kms decrypt-file");
    assertThat(report).content().contains("\"path\":\"" + age + "\",\"code\":\"native\"");
    assertThat(age).hasBinaryContent(before);
    assertThat(plain).hasContent("text");
  }

  @Test
  void migrate_keyThatTheConfigurationDoesNotList_isDenied() throws IOException {
    Path line = keys.text("line.kms", "", "\n");
    Path file = keys.envelope("file.enc", 10);
    byte[] text = Files.readAllBytes(line);
    String[] args = keys.arguments(keys.tree(), "--context", "env=prod");
    args[2] = home.resolve("alone.toml").toString();
    CommandRun.Result result = new CommandRun(home).run(args);
    said(result, Exit.DENIED, "moved 0, current 0, skipped 0, failed 2");
    assertThat(result.err()).contains("decrypt_also");
    assertThat(line).hasBinaryContent(text);
    assertThat(OldAndNewKeys.opened(keys.old(), file)).hasSize(10);
  }

  @Test
  void migrate_envelopeOfAReaderThatIsNotConfigured_losesItOnlyIfTold() throws IOException {
    new CommandRun(home).done("keygen", "--output", home.resolve("third.key").toString());
    Path file = keys.file("file.enc");
    Path plain = Files.write(home.resolve("plain"), OldAndNewKeys.content("file.enc", 10));
    try (Kms third = Kms.connect("age:" + home.resolve("third.key"));
        Envelope both = Envelope.builder(keys.old()).alsoOpenableBy(third).build()) {
      both.seal(plain, file, OldAndNewKeys.CONTEXT);
    }
    CommandRun.Result refused = keys.migrate("--context", "env=prod");
    said(refused, Exit.UNSUPPORTED, "moved 0, current 0, skipped 0, failed 1");
    assertThat(refused.err()).contains("--drop-readers");
    assertThat(Envelope.inspect(file).keys()).hasSize(2);
    said(keys.migrate("--context", "env=prod", "--drop-readers"), 0, "moved 1");
    assertThat(Envelope.inspect(file).keys()).hasSize(1);
    opens(file, 10);
  }

  @Test
  void migrate_temporaryFileOfARunThatWasKilled_isRemoved() throws IOException {
    Process ended = new ProcessBuilder("true").start();
    assertThat(ended.onExit().join().isAlive()).isFalse();
    String dead = ".kms-migrate-" + ended.pid() + "-123.tmp";
    String mine = ".kms-migrate-" + ProcessHandle.current().pid() + "-123.tmp";
    for (String name : List.of(dead, "." + dead + "456.new", mine, ".kms-migrate-notes.txt")) {
      Files.writeString(keys.file(name), "x");
    }
    said(keys.migrate("--dry-run"), 0, "would move 0, current 0, skipped 4, failed 0");
    assertThat(keys.names()).hasSize(4);
    said(keys.migrate(), 0, "moved 0, current 0, skipped 4, failed 0");
    // That of a run that goes on, and what only looks like one, stay.
    assertThat(keys.names()).containsExactly(mine, ".kms-migrate-notes.txt");
  }

  @Test
  void migrate_keyThatDoesNotOpenAgain_isFoundOutBeforeAnythingMoves() throws IOException {
    Path line = keys.text("line.kms", "", "\n");
    byte[] text = Files.readAllBytes(line);
    Files.copy(
        home.resolve("old.key"), home.resolve("new.key"), StandardCopyOption.REPLACE_EXISTING);
    CommandRun.Result result = keys.migrate("--context", "env=prod");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.out()).isEmpty();
    assertThat(result.err().lines()).hasSize(1);
    assertThat(line).hasBinaryContent(text);
  }

  @Test
  void migrate_streamedEnvelopeOnAFullDisk_namesTheFileItself() throws IOException {
    Path stream = keys.streamed("stream.enc", 100_000);
    byte[] before = Files.readAllBytes(stream);
    CommandRun full =
        new CommandRun(home)
            .disk(
                temporary ->
                    new FileOutputStream(temporary.toFile()) {
                      @Override
                      public void write(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("No space left on device");
                      }
                    });
    CommandRun.Result result = keys.migrate(full, "--context", "env=prod");
    said(result, Exit.USAGE, stream + ": No space left on device");
    assertThat(stream).hasBinaryContent(before);
    assertThat(keys.names()).containsExactly("stream.enc");
  }

  @Test
  void migrate_backendThatIsNotThere_isOneLineAndTouchesNothing() throws IOException {
    Path line = keys.text("line.kms", "", "\n");
    byte[] text = Files.readAllBytes(line);
    Path config =
        Files.writeString(
            home.resolve("down.toml"),
            """
            [kms]
            environment  = "prod"
            prod_backend = "vault"

            [kms.vault]
            server_url  = "http://127.0.0.1:1"
            token       = "x"
            mount_point = "transit"
            key_name    = "app"
            retry_attempts = 1
            """);
    new CommandRun(home)
        .run("migrate", "--config", config.toString(), keys.tree().toString())
        .failed(Exit.TRANSIENT, "http://127.0.0.1:1");
    assertThat(line).hasBinaryContent(text);
  }
}
