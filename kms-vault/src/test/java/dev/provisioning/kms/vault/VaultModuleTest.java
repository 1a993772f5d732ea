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

  private static ModuleDescriptor module() throws IOException {
    try (InputStream module = VaultProvider.class.getResourceAsStream("/module-info.class")) {
      return ModuleDescriptor.read(module);
    }
  }

  @Test
  void services_moduleAndClassPath_agree() throws IOException {
    List<String> provided =
        module().provides().stream()
            .filter(p -> p.service().equals(SERVICE))
            .flatMap(p -> p.providers().stream())
            .toList();
    try (InputStream services =
        VaultProvider.class.getResourceAsStream("/META-INF/services/" + SERVICE)) {
      assertThat(new String(services.readAllBytes(), UTF_8).strip().lines().toList())
          .containsExactly(VaultProvider.class.getName())
          .isEqualTo(provided);
    }
  }

  @Test
  void exports_areThePublicPackageAlone() throws IOException {
    assertThat(module().exports())
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactly("dev.provisioning.kms.vault");
  }

  @Test
  void providers_ofThisLoader_containVault() {
    assertThat(Kms.providers(VaultProvider.class.getClassLoader()))
        .extracting(ProviderReport::className)
        .contains(VaultProvider.class.getName());
  }
}
