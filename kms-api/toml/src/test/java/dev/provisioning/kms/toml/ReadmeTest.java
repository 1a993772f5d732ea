package dev.provisioning.kms.toml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of README.md are files that are loaded here. */
class ReadmeTest {
  private static final Map<String, String> VARIABLES =
      Map.of("HOME", "/home/x", "COSMIAN_API_KEY", "k", "OLD_VAULT_TOKEN", "t");

  @TempDir private Path folder;

  private static String example(String name) throws IOException {
    try (InputStream in = ReadmeTest.class.getResourceAsStream("examples/" + name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private KmsBuilder builder(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), example(name));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return Kms.builder()
        .config(file)
        .variables(VARIABLES::get)
        .provider(ReadingBackend.provider("age", List.of("public_key_path", "private_key_path")))
        .provider(ReadingBackend.provider("cosmian", List.of("default_key_id")))
        .provider(ReadingBackend.provider("vault", List.of("mount_point", "key_name")))
        .provider(ReadingBackend.provider("aws", List.of("region", "key_id")));
  }

  @ParameterizedTest
  @CsvSource({
    "one.toml,'',age",
    "kms.toml,dev,age",
    "keys.toml,prod,aws",
    "kms.properties,dev,age"
  })
  void load_example_opensItsBackend(String name, String environment, String section)
      throws IOException {
    try (Kms kms = builder(name).connect()) {
      assertThat(kms.environment()).isEqualTo(environment);
      assertThat(kms.section()).isEqualTo(section);
    }
  }

  @ParameterizedTest
  @CsvSource({"kms.toml,cosmian", "kms.properties,aws"})
  void load_exampleInProduction_opensItsBackend(String name, String section) throws IOException {
    try (Kms kms = builder(name).environment("prod").requireEnvironment("prod").connect()) {
      assertThat(kms.section()).isEqualTo(section);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"one.toml", "kms.toml", "keys.toml", "kms.properties"})
  void readme_example_isTheFile(String name) throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("\n" + example(name) + "```\n");
  }

  @Test
  void readme_limits_areThoseOfTheCode() throws IOException {
    assertThat(Files.readString(Path.of("README.md"))).contains("256 KiB and 10,000 lines");
  }
}
