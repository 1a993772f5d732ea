package dev.provisioning.kms.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.testbench.cosmian.CosmianAccess;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A folder that goes from age to Vault, to Cosmian KMS and back to age, from the shell. */
@Tag("servers")
@ExtendWith(CosmianHosts.class)
class MigrateServersTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  @TempDir Path home;
  private final String vaultKey = "migrate-" + UUID.randomUUID();
  private final String cosmianKey = CosmianHosts.freshKey();
  private CommandRun kms;
  private String config;
  private Path tree;

  @BeforeEach
  void configure(@CosmianHosts.With(CosmianAccess.TOKEN) CosmianHost cosmian) throws IOException {
    config =
        Files.writeString(
                home.resolve("kms.toml"),
                """
                [kms]
                environment     = "${STAGE}"
                age_backend     = "age"
                vault_backend   = "vault"
                cosmian_backend = "cosmian"
                decrypt_also    = ["age", "vault", "cosmian"]
                accept_unauthenticated = ["age"]

                [kms.age]
                public_key_path  = "%s/age.key.pub"
                private_key_path = "%s/age.key"

                [kms.vault]
                server_url  = "${VAULT_URL}"
                token       = "${VAULT_TOK}"
                mount_point = "transit"
                key_name    = "%s"

                [kms.cosmian]
                server_url     = "${COSMIAN_KMS_URL}"
                api_key        = "${COSMIAN_API_KEY}"
                default_key_id = "%s"
                """
                    .formatted(home, home, vaultKey, cosmianKey))
            .toString();
    Map<String, String> settings = cosmian.settings();
    kms =
        new CommandRun(home)
            .variable("VAULT_URL", VAULT.server().address().toString())
            .variable("VAULT_TOK", VAULT.admin().rootToken())
            .variable("COSMIAN_KMS_URL", settings.getOrDefault("server_url", ""))
            .variable("COSMIAN_API_KEY", settings.getOrDefault("api_key", ""));
    kms.done("keygen", "--output", home.resolve("age.key").toString());
    tree = Files.createDirectory(home.resolve("tree"));
  }

  private String[] with(String command, String... more) {
    return Stream.concat(Stream.of(command, "--config", config), Stream.of(more))
        .toArray(String[]::new);
  }

  private void inspected(String form, String backend) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(tree)) {
      all.filter(f -> f.toString().contains(form)).forEach(files::add);
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      assertThat(kms.done("inspect", file.toString()).facts()).contains(backend);
    }
  }

  private void migrate(String stage, String keyId, long moved) throws IOException {
    kms.variable("STAGE", stage);
    CommandRun.Result result =
        kms.run(with("migrate", "--context", "env=prod,service=api", tree.toString()));
    assertThat(result.err())
        .startsWith("kms: moved " + moved + ", current 0, skipped 0, failed 0 of " + moved);
    assertThat(result.exitCode()).isZero();
    inspected(".kms", keyId);
    inspected(".enc", "backend: " + stage);
    inspected(".enc", keyId);
    for (int i = 0; i < 3; i++) {
      kms.input(Files.readAllBytes(tree.resolve(i + ".kms")));
      assertThat(kms.done(with("decrypt", "--context", "env=prod,service=api")).out())
          .isEqualTo("text " + i);
    }
    assertThat(kms.run(with("migrate", "--dry-run", tree.toString())).err())
        .startsWith("kms: would move 0, current " + moved);
  }

  @Test
  void folder_fromAgeToVaultToCosmianToAge_isUnderEachInTurn() throws IOException {
    kms.variable("STAGE", "vault");
    kms.done(with("create-key"));
    kms.variable("STAGE", "cosmian");
    kms.done(with("create-key"));
    kms.variable("STAGE", "age");
    for (int i = 0; i < 3; i++) {
      kms.input("text " + i);
      kms.done(
          with(
              "encrypt",
              "--context",
              "env=prod,service=api",
              "--output",
              tree.resolve(i + ".kms").toString()));
    }
    kms.done(
        with(
            "generate-key",
            "--context",
            "env=prod,service=api",
            "--output",
            tree.resolve("data.kms").toString()));
    Envelopes.seal(home, tree);
    String age = Files.readString(home.resolve("age.key.pub")).strip();
    inspected(".enc", age);

    migrate("vault", "transit/" + vaultKey, 6);
    migrate("cosmian", cosmianKey, 6);
    migrate("age", age, 6);
    Envelopes.open(home, tree);
  }

  @Test
  void rotatedKeys_onBothServers_areFollowed() throws IOException {
    for (String stage : List.of("vault", "cosmian")) {
      kms.variable("STAGE", stage);
      kms.done(with("create-key"));
      kms.input("text");
      Path file = tree.resolve(stage);
      kms.done(with("encrypt", "--output", file.toString()));
      kms.done(with("rotate"));
      CommandRun.Result result = kms.run(with("migrate", file.toString()));
      assertThat(result.err()).startsWith("kms: moved 1, current 0, skipped 0, failed 0 of 1");
      kms.input(Files.readAllBytes(file));
      assertThat(kms.done(with("decrypt")).out()).isEqualTo("text");
      assertThat(kms.run(with("migrate", file.toString())).err()).startsWith("kms: moved 0, cur");
    }
  }

  /** Envelopes by the library itself. */
  private static final class Envelopes {
    private static final EncryptionContext CONTEXT =
        EncryptionContext.parse("env=prod,service=api");

    static void seal(Path home, Path tree) throws IOException {
      Path plain = Files.write(home.resolve("plain"), OldAndNewKeys.content("plain", 300_000));
      try (Kms age = Kms.connect("age:" + home.resolve("age.key"));
          Envelope envelope = Envelope.of(age)) {
        envelope.seal(plain, tree.resolve("file.enc"), CONTEXT);
        Files.write(tree.resolve("stream.enc"), envelope.seal(Files.readAllBytes(plain), CONTEXT));
      }
    }

    static void open(Path home, Path tree) throws IOException {
      try (Kms age = Kms.connect("age:" + home.resolve("age.key"));
          Envelope envelope = Envelope.of(age)) {
        for (String name : List.of("file.enc", "stream.enc")) {
          Path opened = home.resolve(name + ".plain");
          envelope.open(tree.resolve(name), opened, CONTEXT);
          assertThat(opened).hasBinaryContent(OldAndNewKeys.content("plain", 300_000));
        }
      }
    }
  }
}
