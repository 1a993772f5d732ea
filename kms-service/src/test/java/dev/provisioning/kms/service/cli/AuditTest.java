package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.observe.AuditFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code [kms.audit]} at work, and {@code kms audit verify}. */
@SuppressWarnings("NullAway")
class AuditTest {
  @TempDir Path home;

  private CommandRun kms;
  private Path config;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    kms = new CommandRun(home);
    kms.done("keygen");
    config = home.resolve("kms.toml");
    file = home.resolve("audit.jsonl");
    configure("");
  }

  private void configure(String more) throws IOException {
    Files.writeString(
        config,
        """
        [kms.age]
        private_key_path = "~/.config/provisioning/age/private_key.txt"
        [kms.audit]
        file = "audit.jsonl"
        """
            + more);
  }

  private String encrypt() {
    return kms.input("secret").done("encrypt", "--config", config.toString()).out();
  }

  private String verify(String... options) {
    return kms.done(arguments(options)).facts();
  }

  private String[] arguments(String... options) {
    List<String> all = new ArrayList<>(List.of("audit", "verify"));
    all.addAll(List.of(options));
    all.add(file.toString());
    return all.toArray(new String[0]);
  }

  private void swapLines() throws IOException {
    List<String> lines = Files.readAllLines(file);
    Collections.swap(lines, 1, 2);
    Files.write(file, lines);
  }

  @Test
  void commands_eachRun_leavesItsRecordAndACheckpoint() throws IOException {
    kms.input(encrypt()).done("decrypt", "--config", config.toString());
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(5);
    assertThat(lines.get(1)).contains("\"operation\":\"encrypt\"");
    assertThat(lines.get(3)).contains("\"operation\":\"decrypt\"", "\"outcome\":\"success\"");
    assertThat(Files.readString(file)).doesNotContain("secret");
  }

  @Test
  void verify_soundFile_isSelfConsistentOnly() {
    encrypt();
    assertThat(verify())
        .contains("verdict: self-consistent only\n", "records: 3\n", "first: 1\n")
        .contains("not seen: cuts at the end, a file written anew");
  }

  @Test
  void verify_headOfStatus_isFoundInTheFileThatGrew() {
    encrypt();
    String status = kms.done("status", "--config", config.toString()).facts();
    String head = status.replaceAll("(?s).*audit head: (\\S+).*", "$1");
    assertThat(status).contains("audit file: " + file);
    encrypt();
    assertThat(verify("--head", head))
        .contains("verdict: sound\n", "head found: yes\n", "not seen: cuts after the head");
  }

  @Test
  void verify_keyFile_checksIt() throws IOException {
    Path key = Files.writeString(home.resolve("audit.key"), "0123456789abcdef".repeat(4) + "\n");
    configure("key_file = \"audit.key\"\n");
    encrypt();
    assertThat(verify("--key-file", key.toString()))
        .contains("verdict: sound\n", "key checked: yes\n", "not seen: cuts at the end");
    Files.writeString(key, "another".repeat(10));
    kms.run(arguments("--key-file", key.toString())).failed(6, "line 1 was changed, or written");
    Files.delete(key);
    kms.run(arguments("--key-file", key.toString())).failed(3, "cannot read the secret file");
  }

  @Test
  void verify_badLine_isExit6AndNamesIt() throws IOException {
    encrypt();
    swapLines();
    kms.run(arguments()).failed(6, file + ", line 2 is record 3 where record 2 belongs");
    CommandRun.Result json = kms.run(arguments("--json"));
    assertThat(json.exitCode()).isEqualTo(6);
    assertThat(json.err()).isEmpty();
    assertThat(json.out()).contains("\"verdict\":\"broken\"", "\"line\":2,\"why\":\"is record 3");
  }

  @Test
  void verify_rotatedFiles_areOneChain() throws IOException {
    encrypt();
    Path old = home.resolve("audit.jsonl.000000000003");
    Files.move(file, old);
    encrypt();
    assertThat(verify(old.toString())).contains("records: 6\n", "first: 1\n");
    assertThat(verify()).contains("first: 4\n", "older files");
  }

  @Test
  void verify_json_isOneLine() {
    encrypt();
    assertThat(kms.done(arguments("--json")).out())
        .startsWith("{\"verdict\":\"self-consistent only\",\"records\":3,\"first\":1,\"head\":\"3:")
        .contains("\"key_checked\":false,\"head_found\":false")
        .endsWith("}\n");
  }

  @Test
  void verify_wrongArguments_areUsage() {
    kms.run("audit", "verify").failed(2, "FILE");
    kms.run(arguments()).failed(2, "audit.jsonl");
    kms.run("audit", "verify", home.toString()).failed(2, "is a folder");
    encrypt();
    kms.run(arguments("--head", "12")).failed(2, "--head must be");
    kms.run("audit", "verfy", "x").failed(2);
  }

  @Test
  void help_ofVerify_fitsATerminalAndHasAnExample() {
    String help = kms.done("audit", "verify", "--help").out();
    assertThat(help).contains("Usage: kms audit verify", "Examples:\n  ", "--verbose");
    assertThat(help.lines()).allMatch(line -> line.length() <= 80);
    assertThat(kms.done("audit").out()).contains("Usage: kms audit", "verify");
  }

  @Test
  void audit_fileOfAnotherWriter_isRefusedWithItsName() throws IOException {
    configure("lock_timeout = \"0s\"\n");
    try (var other = AuditFile.builder(file).open()) {
      kms.input("secret")
          .run("encrypt", "--config", config.toString())
          .failed(3, other.path().toString(), "another program");
    }
  }
}
