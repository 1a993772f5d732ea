package dev.provisioning.kms.cosmian;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.ProviderReport;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CosmianModuleTest {
  private static final String SERVICE = "dev.provisioning.kms.spi.KmsProvider";

  @Test
  void services_moduleAndClassPath_agree() throws IOException {
    try (InputStream module = CosmianProvider.class.getResourceAsStream("/module-info.class");
        InputStream services =
            CosmianProvider.class.getResourceAsStream("/META-INF/services/" + SERVICE)) {
      List<String> provided =
          ModuleDescriptor.read(module).provides().stream()
              .filter(p -> p.service().equals(SERVICE))
              .flatMap(p -> p.providers().stream())
              .toList();
      assertThat(new String(services.readAllBytes(), UTF_8).strip().lines().toList())
          .containsExactly(CosmianProvider.class.getName())
          .isEqualTo(provided);
    }
  }

  @Test
  void providers_ofThisLoader_containCosmian() {
    assertThat(Kms.providers(CosmianProvider.class.getClassLoader()))
        .extracting(ProviderReport::className)
        .contains(CosmianProvider.class.getName());
  }
}
