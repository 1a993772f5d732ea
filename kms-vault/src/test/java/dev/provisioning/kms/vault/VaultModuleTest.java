package dev.provisioning.kms.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.ProviderReport;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultModuleTest {
  private static final String SERVICE = "dev.provisioning.kms.spi.KmsProvider";

  @Test
  void services_moduleAndClassPath_agree() throws IOException {
    try (InputStream module = VaultProvider.class.getResourceAsStream("/module-info.class");
        InputStream services =
            VaultProvider.class.getResourceAsStream("/META-INF/services/" + SERVICE)) {
      List<String> provided =
          ModuleDescriptor.read(module).provides().stream()
              .filter(p -> p.service().equals(SERVICE))
              .flatMap(p -> p.providers().stream())
              .toList();
      assertThat(new String(services.readAllBytes(), UTF_8).strip().lines().toList())
          .containsExactly(VaultProvider.class.getName())
          .isEqualTo(provided);
    }
  }

  @Test
  void exports_oneApiPackage_andNothingInternal() throws IOException {
    try (InputStream module = VaultProvider.class.getResourceAsStream("/module-info.class")) {
      assertThat(ModuleDescriptor.read(module).exports())
          .extracting(ModuleDescriptor.Exports::source)
          .containsExactly("dev.provisioning.kms.vault");
    }
  }

  @Test
  void providers_ofThisLoader_containVault() {
    assertThat(Kms.providers(VaultProvider.class.getClassLoader()))
        .extracting(ProviderReport::className)
        .contains(VaultProvider.class.getName());
  }
}
