package dev.provisioning.kms.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ServicesTest {
  private static final Path SERVICES = Path.of("src/main/resources/META-INF/services");

  @Test
  @Tag("module")
  void services_classPathAndModule_agree() throws IOException {
    var provided = Main.class.getModule().getDescriptor().provides();
    try (var files = Files.list(SERVICES)) {
      assertThat(files.map(f -> String.valueOf(f.getFileName())))
          .containsExactlyInAnyOrderElementsOf(provided.stream().map(p -> p.service()).toList());
    }
    for (var service : provided) {
      List<String> lines = Files.readAllLines(SERVICES.resolve(service.service()));
      assertThat(lines).isEqualTo(service.providers());
    }
  }

  @Test
  void logging_provider_isTheOneOfTheCommandLine() {
    assertThat(LoggerFactory.getILoggerFactory().getClass().getName())
        .startsWith("dev.provisioning.kms.service.log.");
  }
}
