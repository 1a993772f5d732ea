package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows compiles and loads. */
class ReadmeTest {
  @TempDir Path dir;

  @SuppressWarnings("UnusedVariable")
  static void example(String roleId, Path secretIdFile) {
    VaultKms backend =
        VaultKms.builder()
            .address(URI.create("https://vault.example.com:8200"))
            .keyName("app")
            .login(VaultLogin.appRole(roleId, Secret.ofFile(secretIdFile)))
            .build();
    try (Kms kms = Kms.of(backend)) {
      String stored = kms.encryptText("api key", EncryptionContext.parse("env=prod"));
    }
  }

  private static List<String> blocks(String language) throws IOException {
    return Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(Path.of("README.md")))
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void java_firstExample_isCompiledHere() throws IOException {
    String here =
        Files.readString(Path.of("src/test/java/dev/provisioning/kms/vault/ReadmeTest.java"));
    assertThat(squeezed(here)).contains(squeezed(blocks("java").get(0)));
  }

  @Test
  void toml_examples_load() throws IOException {
    List<String> examples = blocks("toml");
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      String whole =
          example.contains("[kms]")
              ? example
              : "[kms]\nenvironment = \"prod\"\nprod_backend = \"vault\"\n\n" + example;
      try (Kms kms = Kms.load(Files.writeString(dir.resolve("kms.toml"), whole))) {
        assertThat(kms.environment()).isEqualTo("prod");
      }
    }
  }
}
