package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The design's kms.toml and a Vault, from the shell. */
@Tag("servers")
class VaultCommandsTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  @TempDir Path home;
  private final String key = "cli-" + UUID.randomUUID();
  private CommandRun kms;
  private String config;

  @BeforeEach
  void configure() throws IOException {
    config =
        Files.writeString(
                home.resolve("kms.toml"),
                """
                [kms]
                environment  = "prod"
                prod_backend = "vault"

                [kms.vault]
                server_url  = "${VAULT_URL}"
                token       = "${VAULT_TOK}"
                mount_point = "${MOUNT:-transit}"
                key_name    = "%s"
                retry_attempts = 1
                """
                    .formatted(key))
            .toString();
    kms = new CommandRun(home);
    kms.variable("VAULT_URL", VAULT.server().address().toString());
    kms.variable("VAULT_TOK", VAULT.admin().rootToken());
  }

  private CommandRun.Result done(String command, String... more) {
    return kms.done(with(command, more));
  }

  private CommandRun.Result run(String command, String... more) {
    return kms.run(with(command, more));
  }

  private String[] with(String command, String... more) {
    String[] all = new String[more.length + 3];
    all[0] = command;
    all[1] = "--config";
    all[2] = config;
    System.arraycopy(more, 0, all, 3, more.length);
    return all;
  }

  @Test
  void commands_fromKeyToRewrap_work() {
    kms.input("text");
    run("encrypt", "--context", "env=prod").failed(Exit.KEY, key);
    assertThat(VAULT.admin().hasKey(key)).isFalse();

    assertThat(done("create-key").facts()).contains("key id: transit/" + key);
    byte[] old = done("encrypt", "--context", "env=prod").bytes();
    kms.input(old);
    assertThat(done("decrypt", "--context", "env=prod").out()).isEqualTo("text");
    run("decrypt", "--context", "env=dev").failed(Exit.INVALID_CIPHERTEXT, "another context");

    assertThat(done("rotate").facts()).contains("key version: 2");
    byte[] moved = done("rewrap", "--context", "env=prod").bytes();
    kms.input(moved);
    assertThat(done("decrypt", "--context", "env=prod").out()).isEqualTo("text");
    assertThat(kms.done("inspect").facts()).contains("key version: 2");

    assertThat(done("rotate", "--every", "90d").facts()).contains("auto rotate period: PT2160H");
    assertThat(done("generate-key", "--key-spec", "AES_128").out()).startsWith("kms1.");
    assertThat(done("status").facts()).contains("backend: vault").contains("key version: 2");
    assertThat(done("health").out()).startsWith("UP");
    assertThat(done("doctor").out()).contains("round trip");
  }

  @Test
  void files_sealedBeforeARotation_openAndAreRewrapped() throws IOException {
    done("create-key");
    byte[] content = new byte[100_000];
    Path file = Files.write(home.resolve("f"), content);
    String sealed = home.resolve("f.enc").toString();
    done("encrypt-file", "--context", "env=prod", file.toString());
    assertThat(kms.done("inspect", sealed).facts())
        .contains("key 1 backend: vault", "key 1 key id: transit/" + key)
        .contains("key 1 key version: 1", "key 1 blob: vault:v1:…");

    done("rotate");
    done("decrypt-file", "--context", "env=prod", sealed, "--force");
    assertThat(file).hasBinaryContent(content);
    assertThat(done("rewrap", "--context", "env=prod", sealed).facts()).contains("in place");
    assertThat(kms.done("inspect", sealed).facts())
        .contains("key 1 key version: 2", "key 1 blob: vault:v2:…");
    done("decrypt-file", "--context", "env=prod", sealed, "--force");
    assertThat(file).hasBinaryContent(content);

    Files.delete(file);
    run("decrypt-file", "--context", "env=dev", sealed).failed(Exit.INVALID_CIPHERTEXT, "f.enc");
    run("encrypt-file", "--native", sealed).failed(Exit.UNSUPPORTED, "--native", "[kms.vault]");
    assertThat(file).doesNotExist();
  }

  @Test
  void encrypt_moreThanOneCallTakes_isAnEnvelopeOfTheSameKey() {
    done("create-key");
    byte[] plaintext = new byte[100_000];
    byte[] text = kms.input(plaintext).done(with("encrypt", "--context", "env=prod")).bytes();
    kms.input(text);
    assertThat(kms.done("inspect").facts())
        .contains("form: envelope, stream, as text", "key 1 key id: transit/" + key);
    done("rotate");
    assertThat(done("decrypt", "--context", "env=prod").bytes()).isEqualTo(plaintext);
    run("decrypt").failed(Exit.INVALID_CIPHERTEXT);
    kms.input(done("rewrap", "--context", "env=prod").bytes());
    assertThat(kms.done("inspect").facts()).contains("key 1 key version: 2");
    assertThat(done("decrypt", "--context", "env=prod").bytes()).isEqualTo(plaintext);
  }

  @Test
  void serverThatIsNotThere_leavesNoFile() throws IOException {
    Path file = Files.writeString(home.resolve("f"), "text");
    kms.variable("VAULT_URL", "http://127.0.0.1:1");
    run("encrypt-file", file.toString()).failed(Exit.TRANSIENT, "http://127.0.0.1:1");
    assertThat(home.resolve("f.enc")).doesNotExist();
    kms.input(new byte[5000]);
    run("encrypt").failed(Exit.TRANSIENT, "http://127.0.0.1:1");
  }

  @Test
  void tokenWithoutRights_isDeniedInOneLine() {
    VAULT.admin().createKey("transit", key, Map.of());
    kms.variable("VAULT_TOK", VAULT.admin().token("default"));
    run("encrypt").failed(Exit.DENIED, "denies", key, "policies");
    assertThat(run("health").out()).startsWith("DEGRADED");
  }

  @Test
  void tokenThatNobodyKnows_isDeniedInOneLine() {
    kms.variable("VAULT_TOK", "hvs.unknown");
    run("encrypt").failed(Exit.DENIED, "token");
    assertThat(run("health").exitCode()).isEqualTo(Exit.TRANSIENT);
  }

  @Test
  void mountThatIsNotThere_isAConfigurationErrorInOneLine() {
    kms.variable("MOUNT", "nowhere");
    run("encrypt").failed(Exit.CONFIGURATION, "mount_point");
  }

  @Test
  void serverThatIsNotThere_isTransientInOneLine() {
    kms.variable("VAULT_URL", "http://127.0.0.1:1");
    run("encrypt").failed(Exit.TRANSIENT, "http://127.0.0.1:1");
    assertThat(done("status").facts()).contains("key unknown:");
    assertThat(run("health").out()).startsWith("DOWN");
  }

  @Test
  void serverThatIsSealed_isTransientInOneLine() {
    VAULT.server().seal();
    try {
      run("encrypt").failed(Exit.TRANSIENT, "sealed");
      assertThat(run("health").out()).startsWith("DOWN").contains("sealed");
    } finally {
      VAULT.server().unseal();
    }
  }
}
