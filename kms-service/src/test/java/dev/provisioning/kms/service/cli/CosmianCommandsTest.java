package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.testbench.cosmian.CosmianAccess;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The design's kms.toml and a Cosmian KMS with an API token, from the shell. */
@Tag("servers")
@ExtendWith(CosmianHosts.class)
class CosmianCommandsTest {
  @TempDir Path home;
  private final String key = CosmianHosts.freshKey();
  private CommandRun kms;
  private String config;

  @BeforeEach
  void configure(@CosmianHosts.With(CosmianAccess.TOKEN) CosmianHost host) throws IOException {
    config =
        Files.writeString(
                home.resolve("kms.toml"),
                """
                [kms]
                environment  = "prod"
                prod_backend = "cosmian"

                [kms.cosmian]
                server_url     = "${COSMIAN_KMS_URL}"
                api_key        = "${COSMIAN_API_KEY}"
                default_key_id = "%s"
                tls_verify     = true
                retry_attempts = 1
                """
                    .formatted(key))
            .toString();
    Map<String, String> settings = host.settings();
    kms =
        new CommandRun(home)
            .variable("COSMIAN_KMS_URL", settings.getOrDefault("server_url", ""))
            .variable("COSMIAN_API_KEY", settings.getOrDefault("api_key", ""));
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
  void commands_fromKeyToDoctor_work() {
    kms.input("text");
    kms.run(with("encrypt")).failed(Exit.KEY, key);
    assertThat(kms.done(with("create-key")).facts()).contains("key id: " + key);
    byte[] old = kms.done(with("encrypt", "--context", "env=prod")).bytes();
    assertThat(kms.done(with("rotate")).facts()).contains("key version: 1");
    kms.input(old);
    assertThat(kms.done(with("decrypt", "--context", "env=prod")).out()).isEqualTo("text");
    kms.run(with("decrypt", "--context", "env=dev")).failed(Exit.INVALID_CIPHERTEXT);
    assertThat(kms.done(with("rotate", "--every", "90d")).facts()).contains("PT2160H");
    assertThat(kms.done(with("generate-key", "--key-spec", "AES_128")).out()).startsWith("kms1.");
    assertThat(kms.done(with("status")).facts()).contains("backend: cosmian");
    assertThat(kms.done(with("health")).out()).startsWith("UP");
    assertThat(kms.done(with("doctor")).out()).contains("round trip");
  }

  @Test
  void files_sealedBeforeARotation_openAndAreRewrapped() throws IOException {
    kms.done(with("create-key"));
    byte[] content = new byte[100_000];
    Path file = Files.write(home.resolve("f"), content);
    String sealed = home.resolve("f.enc").toString();
    kms.done(with("encrypt-file", "--context", "env=prod", file.toString()));
    assertThat(kms.done("inspect", sealed).facts())
        .contains("key 1 backend: cosmian", "key 1 key id: " + key)
        .contains("key 1 blob: layout 1, KMIP, AES-GCM", "key 1 blob key id: " + key);

    kms.done(with("rotate"));
    kms.done(with("decrypt-file", "--context", "env=prod", sealed, "--force"));
    assertThat(file).hasBinaryContent(content);
    assertThat(kms.done(with("rewrap", "--context", "env=prod", sealed)).facts())
        .contains("in place");
    kms.done(with("decrypt-file", "--context", "env=prod", sealed, "--force"));
    assertThat(file).hasBinaryContent(content);

    Files.delete(file);
    kms.run(with("decrypt-file", "--context", "env=dev", sealed))
        .failed(Exit.INVALID_CIPHERTEXT, "f.enc");
    assertThat(file).doesNotExist();
  }

  @Test
  void encrypt_moreThanOneCallTakes_isAnEnvelope() {
    kms.done(with("create-key"));
    byte[] plaintext = new byte[100_000];
    byte[] text = kms.input(plaintext).done(with("encrypt", "--context", "env=prod")).bytes();
    kms.done(with("rotate"));
    kms.input(text);
    assertThat(kms.done(with("decrypt", "--context", "env=prod")).bytes()).isEqualTo(plaintext);
    kms.run(with("decrypt")).failed(Exit.INVALID_CIPHERTEXT);
  }

  @Test
  void tokenThatNobodyKnows_isDeniedInOneLine() {
    kms.variable("COSMIAN_API_KEY", "bm8gc3VjaCB0b2tlbg==");
    kms.run(with("encrypt")).failed(Exit.DENIED, "api_key");
    assertThat(kms.run(with("health")).out()).startsWith("DOWN");
  }

  @Test
  void serverThatIsNotThere_isTransientInOneLine() {
    kms.variable("COSMIAN_KMS_URL", "http://127.0.0.1:1");
    kms.run(with("encrypt")).failed(Exit.TRANSIENT, "http://127.0.0.1:1");
  }
}
