package dev.provisioning.kms.service.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.CacheLimits;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import dev.provisioning.kms.service.cli.exit.Exit;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kms migrate} does to envelopes as text, and to what Vault itself answers. */
class MigrateTextsTest {
  private static final String VAULT = "vault:v1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

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

  private CommandRun.Result lines(String input, String... more) {
    String[] args =
        Stream.concat(
                Stream.of("migrate", "--stdin", "--config", keys.config().toString()),
                Stream.of(more))
            .toArray(String[]::new);
    return new CommandRun(home).input(input).run(args);
  }

  private String line(String plaintext) {
    try (Envelope envelope = Envelope.of(keys.old())) {
      return OldAndNewKeys.sealedText(envelope, plaintext.getBytes(UTF_8));
    }
  }

  /** One whose data key seals others too. */
  private String shared(byte[] plaintext) {
    CacheLimits limits = CacheLimits.maxAge(Duration.ofMinutes(1));
    try (Envelope envelope = Envelope.builder(keys.old()).cache(limits).build()) {
      return OldAndNewKeys.sealedText(envelope, plaintext);
    }
  }

  private String opened(String text) throws IOException {
    try (Envelope envelope = Envelope.of(now);
        InputStream sealed = EnvelopeText.read(new ByteArrayInputStream(text.getBytes(UTF_8)))) {
      return new String(envelope.open(sealed.readAllBytes(), OldAndNewKeys.CONTEXT), UTF_8);
    }
  }

  private static EnvelopeInfo header(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return EnvelopeText.inspect(in);
    }
  }

  @Test
  void file_anySize_isMovedAndStaysATextWithItsSpaces() throws IOException {
    Path empty = keys.envelopeText("empty", 0, "", "");
    Path small = keys.envelopeText("small", 10, " \n\t", "\r\n\n");
    Path large = keys.envelopeText("large", 3_000_000, "", "\n");
    Path spaced = keys.envelopeText("spaced", 100, "", " ".repeat(300_000) + "\n");
    List<String> names = keys.names();
    said(
        keys.migrate("--context", "env=prod"),
        0,
        "moved 4, current 0, skipped 0, failed 0 of 4 files");
    assertThat(OldAndNewKeys.opened(now, empty)).isEmpty();
    assertThat(OldAndNewKeys.opened(now, small)).isEqualTo(OldAndNewKeys.content("small", 10));
    assertThat(OldAndNewKeys.opened(now, large))
        .isEqualTo(OldAndNewKeys.content("large", 3_000_000));
    assertThat(Files.readString(empty)).matches("kmse1\\.\\S+");
    assertThat(Files.readString(small)).matches(" \n\tkmse1\\.\\S+\r\n\n");
    assertThat(Files.readString(large)).startsWith("kmse1.").endsWith("\n");
    assertThat(Files.readString(spaced)).endsWith(" ".repeat(300_000) + "\n");
    assertThat(header(large).form()).isEqualTo(EnvelopeForm.STREAM);
    assertThat(keys.names()).isEqualTo(names);
  }

  @Test
  void file_movedBefore_isCurrentAndNeedsNoContext() throws IOException {
    Path file = keys.envelopeText("file", 100, "", "\n");
    keys.migrate("--context", "env=prod");
    byte[] moved = Files.readAllBytes(file);
    said(keys.migrate(), 0, "moved 0, current 1");
    assertThat(file).hasBinaryContent(moved);
  }

  @Test
  void file_whoseDataKeySealsOthersToo_isSealedAgain() throws IOException {
    byte[] content = OldAndNewKeys.content("shared", 200_000);
    Path file = Files.writeString(keys.file("shared"), shared(content) + "\n");
    EnvelopeInfo before = header(file);
    assertThat(before.sharedKey()).isTrue();
    said(keys.migrate("--context", "env=prod"), 0, "moved 1");
    assertThat(header(file).sharedKey()).isFalse();
    assertThat(header(file).messageId()).isNotEqualTo(before.messageId());
    assertThat(OldAndNewKeys.opened(now, file)).isEqualTo(content);
  }

  @Test
  void file_wrongContext_failsAndStays() throws IOException {
    Path own = keys.envelopeText("own", 100, "", "\n");
    Path other = Files.writeString(keys.file("shared"), shared(new byte[9]) + "\n");
    byte[] text = Files.readAllBytes(own);
    byte[] again = Files.readAllBytes(other);
    List<String> names = keys.names();
    said(
        keys.migrate("--context", "env=hidden"),
        Exit.INVALID_CIPHERTEXT,
        "moved 0, current 0, skipped 0, failed 2");
    assertThat(own).hasBinaryContent(text);
    assertThat(other).hasBinaryContent(again);
    assertThat(keys.names()).isEqualTo(names);
  }

  @Test
  void file_underAKeyThatIsNotListed_isDenied() throws IOException {
    Path file = keys.envelopeText("file", 100, "", "\n");
    byte[] text = Files.readAllBytes(file);
    String[] args = keys.arguments(keys.tree(), "--context", "env=prod");
    args[2] = home.resolve("alone.toml").toString();
    CommandRun.Result result = new CommandRun(home).run(args);
    said(result, Exit.DENIED, "moved 0, current 0, skipped 0, failed 1");
    assertThat(result.err()).contains("decrypt_also");
    assertThat(file).hasBinaryContent(text);
  }

  @Test
  void file_ofSeveralTexts_failsInEveryMode() throws IOException {
    Path file = keys.envelopeText("file", 100, "", "\n");
    keys.migrate("--context", "env=prod");
    // The first one is current, the second one is not: neither may be overlooked.
    Files.writeString(file, Files.readString(file) + line("second") + "\n");
    byte[] text = Files.readAllBytes(file);
    for (String[] more : new String[][] {{"--dry-run"}, {"--context", "env=prod"}}) {
      CommandRun.Result result = keys.migrate(more);
      assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
      assertThat(result.err()).contains("something follows its line", "failed 1 of 1");
    }
    assertThat(file).hasBinaryContent(text);
  }

  @Test
  void file_thatIsNoText_fails() throws IOException {
    Files.writeString(keys.file("cut"), "kmse1.");
    Files.writeString(keys.file("letters"), line("x") + "!");
    Files.writeString(
        keys.file("ciphertext"),
        EnvelopeText.of(keys.old().encrypt(new byte[1], OldAndNewKeys.CONTEXT).toBytes()));
    for (String mode : List.of("--dry-run", "--threads=2")) {
      CommandRun.Result result = keys.migrate(mode, "--context", "env=prod");
      assertThat(result.exitCode()).isEqualTo(Exit.INVALID_CIPHERTEXT);
      assertThat(result.err()).contains("failed 3 of 3", "holds a ciphertext and no envelope");
    }
  }

  @Test
  void file_onAFullDisk_staysAndLeavesNothing() throws IOException {
    Path file = keys.envelopeText("file", 100_000, "", "\n");
    byte[] text = Files.readAllBytes(file);
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
    said(result, Exit.USAGE, file + ": No space left on device");
    assertThat(file).hasBinaryContent(text);
    assertThat(keys.names()).containsExactly("file");
  }

  @Test
  void file_dryRun_isNamedAndStays() throws IOException {
    Path file = keys.envelopeText("file", 100, "", "\n");
    byte[] text = Files.readAllBytes(file);
    CommandRun.Result look = keys.migrate("--dry-run");
    said(look, 0, "would move 1,");
    assertThat(look.facts()).contains(" 1 moved kmse1 text age age1");
    said(keys.migrate("--dry-run", "--verify", "--context", "env=prod"), 0, "would move 1,");
    said(keys.migrate("--dry-run", "--verify"), Exit.INVALID_CIPHERTEXT, "would move 0,");
    assertThat(file).hasBinaryContent(text);
  }

  @Test
  void verify_fileWithoutItsEnd_saysSo() throws IOException {
    Path file = keys.envelopeText("file", 200_000, "", "");
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 40_000));
    said(
        keys.migrate("--dry-run", "--verify", "--context", "env=prod"),
        Exit.INVALID_CIPHERTEXT,
        "would move 0,");
  }

  @Test
  void line_isMovedAmongTextsOfCiphertexts() throws IOException {
    String single = keys.old().encryptText("one", OldAndNewKeys.CONTEXT);
    String large = "large".repeat(10_000);
    CommandRun.Result result =
        lines(
            "  " + line("two") + "\r\n" + single + "\n" + shared(large.getBytes(UTF_8)),
            "--context",
            "env=prod");
    said(result, 0, "moved 3, current 0, skipped 0, failed 0 of 3 lines");
    assertThat(result.out()).matches("  kmse1\\.\\S+\r\nkms1\\.\\S+\nkmse1\\.\\S+");
    List<String> out = result.out().lines().toList();
    assertThat(opened(out.get(0))).isEqualTo("two");
    assertThat(now.decryptText(out.get(1), OldAndNewKeys.CONTEXT)).isEqualTo("one");
    assertThat(opened(out.get(2))).isEqualTo(large);
    CommandRun.Result again = lines(result.out());
    said(again, 0, "moved 0, current 3");
    assertThat(again.out()).isEqualTo(result.out());
  }

  @Test
  void line_thatFails_comesOutUnchanged() {
    String input = line("a") + "\nkmse1.AAAA\n" + line("b") + " " + line("c") + "\n";
    CommandRun.Result result = lines(input, "--context", "env=other");
    said(result, Exit.INVALID_CIPHERTEXT, "moved 0, current 0, skipped 0, failed 3 of 3 lines");
    assertThat(result.out()).isEqualTo(input);
    CommandRun.Result dry = lines(input, "--dry-run");
    assertThat(dry.out()).isEqualTo(input);
    said(dry, Exit.INVALID_CIPHERTEXT, "would move 1, current 0, skipped 0, failed 2 of 3 lines");
  }

  @Test
  void vaultText_isLeftAndReported() throws IOException {
    Path file = Files.writeString(keys.file("vault.txt"), VAULT + "\n");
    Path report = home.resolve("report.jsonl");
    CommandRun.Result result = keys.migrate("--report", report.toString());
    said(result, 0, "moved 0, current 0, skipped 0, failed 0 of 1 files");
    assertThat(result.err())
        .contains("kms: raw vault texts left: 1; only Vault itself opens it")
        .doesNotContain("age");
    assertThat(report)
        .content()
        .contains("\"path\":\"" + file + "\",\"code\":\"native\"", "transit/decrypt");
    assertThat(file).hasContent(VAULT + "\n");
    assertThat(keys.migrate("--dry-run").facts()).contains("1 left raw vault text\n");
  }

  @Test
  void vaultText_asALine_isLeftAndReported() throws IOException {
    Path report = home.resolve("report.jsonl");
    String input = "\n" + VAULT + "\n";
    CommandRun.Result result = lines(input, "--report", report.toString());
    assertThat(result.out()).isEqualTo(input);
    said(result, 0, "raw vault texts left: 1;");
    assertThat(report).content().startsWith("{\"line\":2,\"code\":\"native\",");
  }
}
