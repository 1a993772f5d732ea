package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthDoctorTest {
  @TempDir Path home;
  private CommandRun kms;

  @BeforeEach
  void makeKey() {
    kms = new CommandRun(home);
    kms.done("keygen");
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void health_up_isZero() {
    assertThat(kms.done("health").out()).matches("UP, \\d+ ms\n");
    assertThat(kms.done("health", "--json").out())
        .matches("\\{\"status\":\"UP\",\"latency_ms\":\\d+,\"reason\":\"\"}\n");
  }

  @Test
  void health_down_isEight() {
    FakeKms fake = FakeKms.create().withKey("main").failNext(ErrorCode.UNAVAILABLE, 5);
    CommandRun.Result result = kms.provider(fake.provider()).run("health", "--uri", "fake:main");
    assertThat(result.exitCode()).isEqualTo(8);
    assertThat(result.out()).startsWith("DOWN, ");
  }

  @Test
  void health_timeout_needsAUnit() {
    kms.run("health", "--timeout", "5").failed(2, "--timeout");
    kms.done("health", "--timeout", "500ms");
  }

  @Test
  void doctor_allWell_isZeroAndShowsNoSecret() throws IOException {
    String shown = kms.done("doctor").out();
    assertThat(shown.lines()).allMatch(line -> line.startsWith("ok     "));
    assertThat(shown)
        .contains("java: " + Runtime.version())
        .contains("provider: age, dev.provisioning.kms.age.AgeProvider in ")
        .contains("key file: " + kms.privateKey() + " is open to its owner only")
        .contains("round trip: encrypts, decrypts, and refuses a wrong context")
        .doesNotContain("AGE-SECRET-KEY");
  }

  @Test
  void doctor_json_isOneObject() {
    assertThat(kms.done("doctor", "--json").out())
        .startsWith("{\"healthy\":true,\"findings\":[{\"state\":\"ok\",\"subject\":\"java\",")
        .endsWith("}]}\n");
  }

  @Test
  void doctor_keyFileOpenToOthers_isWrong() throws IOException {
    mode(kms.privateKey(), "rw-r--r--");
    CommandRun.Result result = kms.run("doctor");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).contains("wrong  key file: ", "chmod 600 " + kms.privateKey());
  }

  @Test
  void doctor_nothingConfigured_isWrong(@TempDir Path empty) {
    CommandRun.Result result = new CommandRun(empty).run("doctor");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).contains("wrong  configuration: ", "run: kms keygen");
  }

  @Test
  void doctor_configurationWritableByEverybody_isWrong() throws IOException {
    Path file = configuration("");
    mode(file, "rw-rw-rw-");
    CommandRun.Result result = kms.run("doctor", "--config", file.toString());
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.out()).contains("wrong  ", "writable by everybody");
  }

  @Test
  void doctor_unusedSectionThatDoesNotOpen_isANote() throws IOException {
    Path file =
        configuration("[kms.cloud]\nbackend = \"age\"\nprivate_key_path = \"${NOT_SET}\"\n");
    CommandRun.Result result = kms.run("doctor", "--config", file.toString());
    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("ok     section age: opens, in use")
        .contains("note   section cloud: not in use here, and would not open: ", "NOT_SET");
  }

  @Test
  void doctor_usedSectionThatDoesNotOpen_isWrong() throws IOException {
    Path file = configuration("");
    Files.delete(kms.privateKey());
    CommandRun.Result result = kms.run("doctor", "--config", file.toString());
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.out()).contains("wrong  key file: ", "wrong  opening: ");
  }

  @Test
  void doctor_backendThatRefuses_hasItsExitCode() throws IOException {
    FakeKms fake = FakeKms.create().withKey("main").deny("main");
    CommandRun.Result result = kms.provider(fake.provider()).run("doctor", "--uri", "fake:main");
    assertThat(result.exitCode()).isEqualTo(5);
    assertThat(result.out()).contains("wrong  round trip: ");
  }

  private Path configuration(String more) throws IOException {
    Path file =
        Files.writeString(
            home.resolve("kms.toml"),
            "[kms]\nenvironment = \"dev\"\ndev_backend = \"age\"\n[kms.age]\nprivate_key_path = \""
                + kms.privateKey()
                + "\"\n"
                + more);
    mode(file, "rw-------");
    return file;
  }
}
