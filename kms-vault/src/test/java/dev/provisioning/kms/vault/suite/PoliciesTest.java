package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.OTHER;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's policies are enough for what it says, and for no more. */
class PoliciesTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  private static String token(String key, String... operations) {
    StringBuilder rules = new StringBuilder();
    for (String operation : operations) {
      String capability = operation.equals("keys") ? "read" : "update";
      rules.append(
          "path \"transit/%s/%s\" { capabilities = [\"%s\"] }\n"
              .formatted(operation, key, capability));
    }
    String name = "p-" + key + "-" + String.join("-", operations);
    VAULT.admin().policy(name, rules.toString());
    return VAULT.admin().token(name);
  }

  private static Kms open(String key, String... operations) {
    return Clients.open(VAULT.server(), key, Clients.token(token(key, operations)));
  }

  @Test
  void application_encryptsDecryptsRewrapsAndReads() {
    String key = VAULT.admin().newKey();
    try (Kms kms = open(key, "encrypt", "decrypt", "rewrap", "keys")) {
      Ciphertext made = kms.encrypt(secret(), CONTEXT);
      VAULT.admin().rotate(key);
      assertThat(kms.decrypt(kms.rewrap(made, CONTEXT), CONTEXT)).isEqualTo(secret());
      try (DataKey dataKey = kms.generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
        kms.decryptDataKey(dataKey.wrapped(), CONTEXT).close();
      }
      assertThat(kms.health(Duration.ofSeconds(10)).status()).isEqualTo(Health.Status.UP);
      Clients.refused(ErrorCode.ACCESS_DENIED, kms::rotateKey);
      assertThat(VAULT.admin().latestVersion(key)).isEqualTo(2);
    }
  }

  @Test
  void encryptOnly_encryptsUnderAContextThatIsBound_andDoesNotDecrypt() {
    String key = VAULT.admin().newKey();
    Ciphertext made;
    try (Kms kms = open(key, "encrypt")) {
      made = kms.encrypt(secret(), CONTEXT);
      Clients.refused(ErrorCode.ACCESS_DENIED, () -> kms.decrypt(made, CONTEXT));
      assertThat(kms.health(Duration.ofSeconds(10)).status()).isEqualTo(Health.Status.DEGRADED);
    }
    try (Kms kms = Clients.open(VAULT.server(), key)) {
      Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(secret());
    }
  }

  @Test
  void decryptOnly_opensAndDoesNotEncrypt() {
    String key = VAULT.admin().newKey();
    Ciphertext made;
    try (Kms kms = Clients.open(VAULT.server(), key)) {
      made = kms.encrypt(secret(), CONTEXT);
    }
    try (Kms kms = open(key, "decrypt")) {
      Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(secret());
      Clients.refused(ErrorCode.ACCESS_DENIED, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void tokenThatMayCreate_createsNoKeyByEncrypting() {
    String key = "never-made";
    VAULT
        .admin()
        .policy("create", "path \"transit/encrypt/*\" { capabilities = [\"create\", \"update\"] }");
    try (Kms kms =
        Clients.open(VAULT.server(), key, Clients.token(VAULT.admin().token("create")))) {
      Clients.refused(ErrorCode.KEY_NOT_FOUND, () -> kms.encrypt(secret(), CONTEXT));
    }
    assertThat(VAULT.admin().hasKey(key)).isFalse();
  }

  @Test
  void tokenOfAnotherKey_isDenied() {
    String key = VAULT.admin().newKey();
    String other = VAULT.admin().newKey();
    try (Kms kms =
        Clients.open(VAULT.server(), other, Clients.token(token(key, "encrypt", "decrypt")))) {
      assertThat(
              Clients.refused(ErrorCode.ACCESS_DENIED, () -> kms.encrypt(secret(), CONTEXT))
                  .getMessage())
          .contains("policies");
    }
  }
}
