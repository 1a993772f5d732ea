package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.OTHER;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testbench.WireRequest;
import dev.provisioning.kms.testbench.vault.VaultProfile;
import dev.provisioning.kms.testbench.vault.VaultRole;
import dev.provisioning.kms.testbench.vault.VaultStandIn;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that the bench has no real one of: OpenBao, an old Vault, Enterprise. */
@Tag("stand-in")
class OtherServersTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static VaultStandIn start(VaultProfile profile) {
    VaultStandIn server = VaultStandIn.start(profile);
    server.admin().mountTransit("transit");
    server.admin().createKey("transit", "app", Map.of());
    return server;
  }

  private static void assertWorks(Kms kms) {
    Ciphertext made = kms.encrypt(secret(), CONTEXT);
    assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(secret());
    Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
  }

  @ParameterizedTest
  @EnumSource(names = {"OLD", "SILENTLY_OLD"})
  void oldServer_thatIgnoresAssociatedData_isNeverTrustedWithAContext(VaultProfile profile) {
    try (VaultStandIn server = start(profile);
        Kms kms = Clients.open(server, "app")) {
      Clients.refused(ErrorCode.UNSUPPORTED, () -> kms.encrypt(secret(), CONTEXT));
      Ciphertext bare = kms.encrypt(secret(), EncryptionContext.empty());
      assertThat(kms.decrypt(bare, EncryptionContext.empty())).isEqualTo(secret());
      Clients.refused(ErrorCode.UNSUPPORTED, () -> kms.decrypt(bare, CONTEXT));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENBAO", "ENTERPRISE"})
  void newerServers_bindTheContext(VaultProfile profile) {
    try (VaultStandIn server = start(profile);
        Kms kms = Clients.open(server, "app")) {
      assertWorks(kms);
      assertThat(kms.health(LIMIT).status()).isEqualTo(Health.Status.UP);
    }
  }

  @Test
  void openBao_batch_staysBelowAThousandStrings() {
    try (VaultStandIn server = start(VaultProfile.OPENBAO);
        Kms kms = Clients.open(server, "app")) {
      List<EncryptionContext> contexts = Collections.nCopies(600, CONTEXT);
      List<Ciphertext> made =
          kms.encryptAll(Collections.nCopies(600, secret()), contexts).stream()
              .map(KmsResult::get)
              .toList();
      assertThat(kms.decryptAll(made, contexts))
          .allSatisfy(result -> assertThat(result.get()).isEqualTo(secret()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENBAO", "ENTERPRISE"})
  void namespace_goesWithEveryCallButHealth(VaultProfile profile) {
    try (VaultStandIn server = VaultStandIn.start(profile)) {
      server.admin().post("sys/namespaces/team", Map.of());
      server.admin().mountTransit("transit");
      server.admin().post("team/sys/mounts/transit", Map.of("type", "transit"));
      server.admin().post("team/transit/keys/app", Map.of());
      try (Kms kms = Kms.of(Clients.of(server, "app").namespace("team").build())) {
        assertWorks(kms);
        assertThat(kms.health(LIMIT).status()).isEqualTo(Health.Status.UP);
        assertThat(server.requests("encrypt"))
            .allSatisfy(
                request -> assertThat(request.header("X-Vault-Namespace")).contains("team"));
        List<WireRequest> health = server.requests("health");
        assertThat(health)
            .isNotEmpty()
            .allSatisfy(request -> assertThat(request.header("X-Vault-Namespace")).isEmpty());
        assertThat(kms.describeKey().keyId()).isEqualTo("team:transit/app");
      }
    }
  }

  @Test
  void namespace_thatIsMissing_isAConfigurationError() {
    try (VaultStandIn server = start(VaultProfile.OPENBAO);
        Kms kms = Kms.of(Clients.of(server, "app").namespace("nowhere").build())) {
      Clients.refused(ErrorCode.CONFIGURATION, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STANDBY", "PERFORMANCE_STANDBY"})
  void health_ofAServingStandby_isNotDown(VaultRole role) {
    try (VaultStandIn server = start(VaultProfile.OPENBAO);
        Kms kms = Clients.open(server, "app")) {
      server.role(role);
      assertThat(kms.health(LIMIT).status()).isNotEqualTo(Health.Status.DOWN);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DR_SECONDARY", "UNINITIALIZED"})
  void health_ofAServerThatServesNobody_isDown(VaultRole role) {
    try (VaultStandIn server = start(VaultProfile.ENTERPRISE);
        Kms kms = Clients.open(server, "app")) {
      server.role(role);
      assertThat(kms.health(LIMIT).status()).isEqualTo(Health.Status.DOWN);
    }
  }
}
