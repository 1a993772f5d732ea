package dev.provisioning.kms.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole kms.toml: the reader is found by the service loader, and errors keep their place. */
class KmsTomlTest {
  private static final String TOML =
      """
      [kms]
      environment = "${ENV:-dev}"
      dev_backend = "age"
      prod_backend = "vault"

      [kms.age]
      private_key_path = "k.txt"

      [kms.vault]
      server_url = "${VAULT_URL:-https://vault.example.com}"
      token = "${VAULT_TOKEN}"
      tls_verify = "${VERIFY:-false}"
      """;

  @TempDir private Path folder;

  private Kms open(String toml, Map<String, String> variables) throws IOException {
    return builder(toml, variables).connect();
  }

  private KmsBuilder builder(String toml, Map<String, String> variables) throws IOException {
    Path file = Files.writeString(folder.resolve("kms.toml"), toml);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return Kms.builder()
        .provider(ReadingBackend.provider("age", List.of("private_key_path")))
        .provider(ReadingBackend.provider("vault", List.of("mount_point", "key_name")))
        .variables(variables::get)
        .config(file);
  }

  private void refused(String toml, Map<String, String> variables, String message) {
    assertThatThrownBy(() -> open(toml, variables))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(folder.resolve("kms.toml") + message)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void load_environment_picksTheSection() throws IOException {
    try (Kms dev = open(TOML, Map.of("ENV", "dev"))) {
      assertThat(dev.section()).isEqualTo("age");
    }
    try (Kms prod = open(TOML, Map.of("ENV", "prod", "VAULT_TOKEN", "s3cret"))) {
      assertThat(prod.section()).isEqualTo("vault");
      assertThat(prod.environment()).isEqualTo("prod");
    }
  }

  @Test
  void load_unsetVariable_isToldWithItsLine() {
    refused(
        TOML,
        Map.of("ENV", "prod"),
        ":11:1: kms.vault.token needs the environment variable VAULT_TOKEN, which is not set or"
            + " empty");
  }

  @Test
  void load_absentSetting_isToldWithTheLineOfItsSection() {
    assertThatThrownBy(
            () ->
                builder("# x\n[kms.fake]\n\n  url = \"u\"\n", Map.of())
                    .provider(ReadingBackend.provider("fake", c -> c.require("key_id")))
                    .connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(folder.resolve("kms.toml") + ":2:1: [kms.fake] needs the setting key_id");
  }

  @Test
  void load_addressInParts_isRefused() {
    refused(
        TOML.replace("${VAULT_URL:-https://vault.example.com}", "https://${VAULT_HOST}/"),
        Map.of("ENV", "prod", "VAULT_TOKEN", "s3cret", "VAULT_HOST", "s3cret.example"),
        ":10:1: kms.vault.server_url in an address, ${…} must be the whole value");
  }

  @Test
  void load_variableOfAnotherType_isCoercedOrToldWithItsLine() throws IOException {
    Map<String, String> prod = Map.of("ENV", "prod", "VAULT_TOKEN", "s3cret", "VERIFY", "s3cret");
    refused(TOML, prod, ":12:1: kms.vault.tls_verify must be true or false");
    open(TOML, Map.of("ENV", "prod", "VAULT_TOKEN", "s3cret", "VERIFY", "true")).close();
  }

  @Test
  void load_wrongTypes_areToldWithTheirLine() {
    Map<String, String> dev = Map.of("ENV", "dev");
    refused(
        TOML.replace("\"k.txt\"", "5"),
        dev,
        ":7:1: kms.age.private_key_path must be a text in quotes");
    refused(
        TOML.replace("[kms.vault]", "max_plaintext_bytes = \"s3cret\"\n[kms.vault]"),
        dev,
        ":9:1: kms.age.max_plaintext_bytes must be a whole number without quotes");
    refused(TOML.replace("\"age\"", "true"), dev, ":3:1: kms.dev_backend must be a text in quotes");
    refused(
        TOML.replace("[kms.age]", "decrypt_also = \"vault\"\n[kms.age]"),
        dev,
        ":6:1: kms.decrypt_also must be a list of texts, such as [\"vault\"]");
  }

  @Test
  void load_unknownSettings_areToldWithTheirLineAndAGuess() {
    Map<String, String> dev = Map.of("ENV", "dev");
    refused(
        TOML.replace("private_key_path", "private_key_pat"),
        dev,
        ":7:1: kms.age.private_key_pat is not a setting of age; did you mean private_key_path?");
    refused(
        TOML.replace("prod_backend", "prod_bakend"),
        dev,
        ":4:1: kms.prod_bakend is not a setting of [kms]; did you mean prod_backend?; settings of"
            + " a backend stand in its section, such as [kms.age]");
    refused(
        TOML.replace("[kms.vault]", "[kms.age.other]\n[kms.vault]"),
        dev,
        ":9:1: kms.age.other is not a setting of age");
  }

  @Test
  void load_missingSection_isToldWithTheLineThatNamesIt() {
    refused(
        TOML.replace("\"age\"", "\"aeg\""),
        Map.of("ENV", "dev"),
        ":3:1: kms.dev_backend: there is no section [kms.aeg]; there are: age, vault");
  }

  @Test
  void load_kmsThatIsNoTable_isRefused() {
    refused("kms = 1\n", Map.of(), ":1:1: kms must be a table: write [kms]");
  }

  @Test
  void load_syntaxError_isToldWithFileLineAndColumn() {
    refused(
        TOML.replace("\"${VAULT_TOKEN}\"", "${VAULT_TOKEN}"),
        Map.of("ENV", "dev"),
        ":11:9: a value needs quotes: write \"${VAULT_TOKEN}\" in quotes");
  }

  @Test
  void load_environmentWithoutBackend_isToldWithItsLine() {
    refused(
        TOML,
        Map.of("ENV", "test"),
        ":2:1: the environment is \"test\", and [kms] has no test_backend; it has: dev_backend,"
            + " prod_backend");
  }
}
