package dev.provisioning.kms.toml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.spi.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The class path reads one registration and the module path the other. */
class RegistrationTest {
  private static Path classes() throws URISyntaxException {
    return Path.of(
        TomlConfigReader.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  @Test
  void serviceFileAndModule_nameTheSameClass() throws IOException, URISyntaxException {
    List<String> lines =
        Files.readAllLines(classes().resolve("META-INF/services/" + ConfigReader.class.getName()));
    try (InputStream in = Files.newInputStream(classes().resolve("module-info.class"))) {
      ModuleDescriptor module = ModuleDescriptor.read(in);

      assertThat(module.name()).isEqualTo("dev.provisioning.kms.toml");
      assertThat(module.provides())
          .singleElement()
          .satisfies(
              provided -> {
                assertThat(provided.service()).isEqualTo(ConfigReader.class.getName());
                assertThat(provided.providers()).isEqualTo(lines);
              });
    }
    assertThat(lines).containsExactly(TomlConfigReader.class.getName());
  }
}
