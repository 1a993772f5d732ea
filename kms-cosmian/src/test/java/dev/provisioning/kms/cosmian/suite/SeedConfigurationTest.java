package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.testbench.cosmian.CosmianAccess;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The section of the design page, as it stands, from a file. */
@ExtendWith(CosmianHosts.class)
class SeedConfigurationTest {
  private static final String FILE =
      """
      kms.environment = ${PROVISIONING_ENV:-dev}
      kms.dev_backend = age
      kms.prod_backend = cosmian
      kms.cosmian.server_url = ${COSMIAN_KMS_URL:-https://kms.example.com}
      kms.cosmian.api_key = ${COSMIAN_API_KEY}
      kms.cosmian.default_key_id = %s
      kms.cosmian.tls_verify = true
      """;

  private final CosmianHost host;

  SeedConfigurationTest(@CosmianHosts.With(CosmianAccess.TOKEN) CosmianHost host) {
    this.host = host;
  }

  @Test
  void seed_worksInProduction(@TempDir Path folder) throws IOException {
    String key = CosmianHosts.freshKey();
    Path file = Files.writeString(folder.resolve("kms.properties"), FILE.formatted(key));
    Map<String, String> environment =
        Map.of(
            "PROVISIONING_ENV", "prod",
            "COSMIAN_KMS_URL", host.settings().getOrDefault("server_url", ""),
            "COSMIAN_API_KEY", host.settings().getOrDefault("api_key", ""));
    try (Kms kms = Kms.builder().config(file).variables(environment::get).connect()) {
      assertThat(kms.environment()).isEqualTo("prod");
      KeyInfo created = kms.createKey();
      assertThat(created.keyId()).startsWith(key);
      String stored = kms.encryptText("api key", CONTEXT);
      assertThat(kms.decryptText(stored, CONTEXT)).isEqualTo("api key");
      try (DataKey made = kms.generateDataKey(DataKeySpec.AES_128, CONTEXT);
          DataKey again = kms.decryptDataKey(made.wrapped(), CONTEXT)) {
        assertThat(again.key().getEncoded()).hasSize(16).isEqualTo(made.key().getEncoded());
      }
      kms.rotateKey();
      assertThat(kms.decryptText(stored, CONTEXT)).isEqualTo("api key");
      assertThat(kms.health(Duration.ofSeconds(30)).status()).isEqualTo(Health.Status.UP);
    }
  }
}
