package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and errors of a key server, as the fake has them. */
class KeyCommandsTest {
  @TempDir Path home;
  private FakeKms fake;
  private CommandRun kms;

  @BeforeEach
  void connect() {
    fake = FakeKms.create().withKey("main").withKey("billing");
    kms = new CommandRun(home).provider(fake.provider());
  }

  private Path config() throws IOException {
    return Files.writeString(
        home.resolve("kms.toml"),
        """
        [kms]
        environment = "dev"
        dev_backend = "fake"

        [kms.fake]
        key_id = "main"
        retry_attempts = 1

        [kms.fake.keys]
        invoices = "billing"

        [kms.archive]
        backend = "fake"
        key_id = "billing"
        """);
  }

  @Test
  void rotate_key_showsTheNewVersion() throws IOException {
    String config = config().toString();
    assertThat(kms.done("rotate", "--config", config).facts())
        .contains("key id: main")
        .contains("key version: 2");
    assertThat(kms.done("rotate", "--config", config, "--json").out())
        .startsWith("{\"key_id\":\"main\",\"key_version\":\"3\",\"state\":\"enabled\"");
  }

  @Test
  void rotate_every_schedulesAndRotatesNothingNow() throws IOException {
    String config = config().toString();
    assertThat(kms.done("rotate", "--config", config, "--every", "90d").facts())
        .contains("key version: 1")
        .contains("rotation-interval: PT2160H");
    fake.clock().advance(Duration.ofDays(91));
    assertThat(kms.done("status", "--config", config).facts()).contains("key version: 2");
    assertThat(kms.done("rotate", "--config", config, "--every", "off").facts())
        .contains("key version: 2")
        .doesNotContain("rotation-interval");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0d", "90", "-90d", "often"})
  void rotate_everyThatIsNoTime_isAUsageErrorAndRotatesNothing(String every) throws IOException {
    String config = config().toString();
    assertThat(kms.run("rotate", "--config", config, "--every", every).exitCode()).isEqualTo(2);
    assertThat(kms.done("status", "--config", config).facts()).contains("key version: 1");
  }

  @Test
  void rotate_everyTooOften_isRefusedByTheBackend() throws IOException {
    assertThat(kms.run("rotate", "--config", config().toString(), "--every", "1m").exitCode())
        .isEqualTo(2);
  }

  @Test
  void rewrap_afterRotation_movesToTheNewVersion() throws IOException {
    String config = config().toString();
    byte[] old = kms.input("text").done("encrypt", "--config", config).bytes();
    kms.done("rotate", "--config", config);
    byte[] moved = kms.input(old).done("rewrap", "--config", config).bytes();
    assertThat(kms.input(moved).done("inspect").facts()).contains("key version: 2");
    assertThat(kms.input(moved).done("decrypt", "--config", config).out()).isEqualTo("text");
    assertThat(kms.input(old).done("decrypt", "--config", config).out()).isEqualTo("text");
  }

  @Test
  void createKey_existing_isDescribed() throws IOException {
    assertThat(kms.done("create-key", "--config", config().toString()).facts())
        .contains("key id: main", "key version: 1", "state: enabled");
  }

  @Test
  void key_logicalName_picksTheKeyOfTheBackend() throws IOException {
    byte[] made =
        kms.input("x")
            .done("encrypt", "--config", config().toString(), "--key", "invoices")
            .bytes();
    assertThat(kms.input(made).done("inspect").facts()).contains("key id: billing");
  }

  @Test
  void key_notListed_isDenied() throws IOException {
    kms.run("encrypt", "--config", config().toString(), "--key", "other").failed(5, "allowed_keys");
  }

  @Test
  void section_named_isUsed() throws IOException {
    byte[] made =
        kms.input("x")
            .done("encrypt", "--config", config().toString(), "--section", "archive")
            .bytes();
    assertThat(kms.input(made).done("inspect").facts()).contains("key id: billing");
  }

  @Test
  void section_unknown_isConfiguration() throws IOException {
    kms.run("encrypt", "--config", config().toString(), "--section", "attic").failed(3, "attic");
  }

  @Test
  void encryptFile_nativeOnAnotherBackend_isUnsupported() throws IOException {
    Path file = Files.writeString(home.resolve("f"), "x");
    kms.run("encrypt-file", "--native", "--config", config().toString(), file.toString())
        .failed(7, "age backend", "fake");
    assertThat(home.resolve("f.enc")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 2",
    "CONFIGURATION, 3",
    "KEY_NOT_FOUND, 4",
    "KEY_DISABLED, 4",
    "UNAUTHENTICATED, 5",
    "ACCESS_DENIED, 5",
    "INVALID_CIPHERTEXT, 6",
    "UNSUPPORTED, 7",
    "TOO_LARGE, 7",
    "THROTTLED, 8",
    "UNAVAILABLE, 8",
    "TIMEOUT, 8",
    "INTERRUPTED, 130",
    "INTERNAL, 1"
  })
  void exitCode_error_isTheDocumentedOne(ErrorCode code, int exitCode) throws IOException {
    fake.failNext(code);
    kms.run("generate-key", "--config", config().toString()).failed(exitCode);
  }

  @Test
  void encrypt_whatTheServerCallsTooLarge_isSealedInstead() throws IOException {
    String config = config().toString();
    fake.failNext(ErrorCode.TOO_LARGE);
    String text = kms.input("x").done("encrypt", "--config", config).out();
    assertThat(text).startsWith("kmse1.");
    assertThat(kms.input(text).done("decrypt", "--config", config).out()).isEqualTo("x");
  }

  @Test
  void encrypt_anythingElseThatFails_isNotSealed() throws IOException {
    fake.failNext(ErrorCode.ACCESS_DENIED);
    kms.input("x").run("encrypt", "--config", config().toString()).failed(5);
  }

  @Test
  void status_backendThatDoesNotAnswer_stillTellsWhatIsConfigured() throws IOException {
    fake.failNext(ErrorCode.UNAVAILABLE, 10);
    assertThat(kms.done("status", "--config", config().toString()).facts())
        .contains("backend: fake", "key unknown:");
  }

  @Test
  void status_section_showsTheSchemeAndNotItsName() throws IOException {
    assertThat(kms.done("status", "--config", config().toString(), "--section", "archive").facts())
        .contains("section: archive", "backend: fake", "key id: billing");
  }
}
