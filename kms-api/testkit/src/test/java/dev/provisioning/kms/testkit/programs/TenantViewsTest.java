package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.testing.FakeKms;
import org.junit.jupiter.api.Test;

/** A container owns one Kms; services take a client and do not know whose keys it uses. */
class TenantViewsTest {
  /** {@code @Configuration}: the only place that opens and closes. */
  record KmsConfiguration(FakeKms keys) {
    /** {@code @Bean(destroyMethod = "close")}. */
    Kms kms() {
      return keys.kms();
    }
  }

  /** {@code @Service}. */
  record SecretStore(KmsClient kms) {
    private static final EncryptionContext CONTEXT = EncryptionContext.of("service", "secrets");

    String protect(String secret) {
      return kms.encryptText(secret, CONTEXT);
    }

    String reveal(String stored) {
      return kms.decryptText(stored, CONTEXT);
    }
  }

  private final FakeKms fake = FakeKms.create().withKey("app").withKey("acme").withKey("globex");

  @Test
  void services_ofTwoTenants_shareAConnectionAndNoSecret() {
    try (Kms kms = new KmsConfiguration(fake).kms()) {
      SecretStore acme = new SecretStore(kms.forKey("acme"));
      SecretStore globex = new SecretStore(kms.forKey("globex"));

      String stored = acme.protect("acme's token");

      assertThat(acme.reveal(stored)).isEqualTo("acme's token");
      assertThatThrownBy(() -> globex.reveal(stored))
          .isInstanceOf(KeyAccessException.class)
          .hasMessageContaining("opens those of globex only");
    }
  }

  @Test
  void container_shutsDown_servicesSaySo() {
    Kms kms = new KmsConfiguration(fake).kms();
    SecretStore store = new SecretStore(kms);
    kms.close();
    assertThatThrownBy(() -> store.protect("late")).isInstanceOf(IllegalStateException.class);
  }
}
