package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testbench.vault.VaultAdmin;
import dev.provisioning.kms.testbench.vault.VaultBench;
import dev.provisioning.kms.vault.VaultLogin;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A token that ends while it is used: a given one is the user's business, an own one is replaced.
 */
class TokenLossTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  @BeforeAll
  static void prepare() {
    VAULT.admin().policy("app", "path \"transit/*\" { capabilities = [\"update\", \"read\"] }");
    VAULT.admin().enableLogin("approle");
  }

  private static VaultLogin appRole(String name, Map<String, ?> parameters) {
    VaultAdmin.AppRole role = VAULT.admin().appRole(name, parameters);
    return VaultLogin.appRole(role.roleId(), Secret.of(role.secretId().toCharArray()));
  }

  @Test
  void givenToken_revoked_isUnauthenticated() {
    String token = VAULT.admin().token("app");
    try (Kms kms = Clients.open(VAULT.server(), VAULT.admin().newKey(), Clients.token(token))) {
      kms.encrypt(secret(), CONTEXT);
      VAULT.admin().revoke(token);
      Clients.refused(ErrorCode.UNAUTHENTICATED, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void givenToken_expired_isUnauthenticated() {
    String token = VAULT.admin().token(Map.of("policies", List.of("app"), "ttl", "1s"));
    while (VAULT.admin().isValid(token)) {
      Thread.onSpinWait();
    }
    try (Kms kms = Clients.open(VAULT.server(), VAULT.admin().newKey(), Clients.token(token))) {
      Clients.refused(ErrorCode.UNAUTHENTICATED, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void givenToken_close_leavesIt() {
    String token = VAULT.admin().token("app");
    try (Kms kms = Clients.open(VAULT.server(), VAULT.admin().newKey(), Clients.token(token))) {
      kms.encrypt(secret(), CONTEXT);
    }
    assertThat(VAULT.admin().isValid(token)).isTrue();
  }

  @Test
  void ownTokenOfAnAppRole_expiredBetweenCalls_isReplaced() {
    VaultLogin login =
        appRole("short", Map.of("token_policies", List.of("app"), "token_ttl", "1s"));
    try (Kms kms = Clients.open(VAULT.server(), VAULT.admin().newKey(), login)) {
      Ciphertext made = kms.encrypt(secret(), CONTEXT);
      String witness = VAULT.admin().token(Map.of("policies", List.of("app"), "ttl", "2s"));
      while (VAULT.admin().isValid(witness)) {
        Thread.onSpinWait();
      }
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(secret());
    }
  }

  @Test
  void ownTokenOfAnAppRole_withFewUses_carriesManyCalls() {
    VaultLogin login =
        appRole("few", Map.of("token_policies", List.of("app"), "token_num_uses", 3));
    try (Kms kms = Clients.open(VAULT.server(), VAULT.admin().newKey(), login)) {
      for (int i = 0; i < 10; i++) {
        assertThat(kms.decrypt(kms.encrypt(secret(), CONTEXT), CONTEXT)).isEqualTo(secret());
      }
    }
  }

  @Test
  void secretOfAnAppRole_thatIsWrong_isUnauthenticatedAndSaysSo() {
    VaultAdmin.AppRole role =
        VAULT.admin().appRole("wrong", Map.of("token_policies", List.of("app")));
    VaultLogin login = VaultLogin.appRole(role.roleId(), Secret.of("not-it".toCharArray()));
    try (Kms kms = Clients.open(VAULT.server(), VAULT.admin().newKey(), login)) {
      assertThat(Clients.refused(ErrorCode.UNAUTHENTICATED, () -> kms.encrypt(secret(), CONTEXT)))
          .hasMessageContaining("refuses the credentials");
    }
  }
}
