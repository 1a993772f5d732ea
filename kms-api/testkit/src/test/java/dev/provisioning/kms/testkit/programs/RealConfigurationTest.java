package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application tests with the very kms.toml it ships; only the backend is a fake. */
class RealConfigurationTest {
  private static final String KMS_TOML =
      """
      [kms]
      environment  = "${PROVISIONING_ENV:-dev}"
      dev_backend  = "fake"
      prod_backend = "vault"

      [kms.fake]
      key_id = "k1"
      max_plaintext_bytes = 8192

      [kms.fake.keys]
      billing = "k2"

      [kms.vault]
      server_url = "${VAULT_ADDR}"
      """;

  private final FakeKms fake = FakeKms.create().withKey("k1").withKey("k2");

  private KmsBuilder builder(Path folder, String toml) throws IOException {
    Path file = Files.writeString(folder.resolve("kms.toml"), toml);
    return fake.builder().config(file).variables(Map.of("PROVISIONING_ENV", "dev")::get);
  }

  @Test
  void application_withItsOwnFile_runsOnTheFake(@TempDir Path folder) throws IOException {
    try (Kms kms = builder(folder, KMS_TOML).connect()) {
      fake.failNext(ErrorCode.THROTTLED);
      String stored =
          kms.forKey("billing").encryptText("x".repeat(5000), EncryptionContext.empty());

      assertThat(kms.decryptText(stored, EncryptionContext.empty())).hasSize(5000);
      assertThat(kms.environment()).isEqualTo("dev");
      assertThat(fake.calls()).hasSize(3).allMatch(c -> c.keyId().equals("k2"));
    }
  }

  @Test
  void application_thatDemandsProduction_doesNotStartOnTheFake(@TempDir Path folder)
      throws IOException {
    KmsBuilder builder = builder(folder, KMS_TOML).requireEnvironment("prod");
    assertThatThrownBy(builder::connect)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("must be \"prod\"");
  }

  @Test
  void typo_inTheFile_isNamedWithItsPlace(@TempDir Path folder) throws IOException {
    KmsBuilder builder = builder(folder, KMS_TOML.replace("key_id", "keyid"));
    assertThatThrownBy(builder::connect)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("key_id");
  }
}
