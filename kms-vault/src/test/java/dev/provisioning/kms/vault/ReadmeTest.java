package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows compiles and loads. */
class ReadmeTest {
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
  void toml_examples_areSettingsThatThisBackendTakes() throws IOException {
    List<String> examples = blocks("toml");
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      String section = example.substring(example.indexOf("[kms.vault]"));
      KmsConfig.Builder settings = KmsConfig.builder("vault", "vault").environment(name -> null);
      Pattern.compile("(?m)^(\\w+) *= \"([^\"]*)\"")
          .matcher(section)
          .results()
          .forEach(setting -> settings.set(Map.of(setting.group(1), setting.group(2))));
      KmsConfig config = settings.build();
      try (KmsBackend kms = new VaultProvider().connect(config)) {
        assertThat(kms.defaultKey()).isEqualTo("transit/app");
      }
      assertThat(config.unread()).isEmpty();
    }
  }
}
