package dev.provisioning.kms.testbench.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.TestIssuer;
import dev.provisioning.kms.testbench.WireRequest;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the differential test cannot show, because no real server of the bench does it. */
class VaultStandInTest {
  private static VaultStandIn start(VaultProfile profile) {
    VaultStandIn server = VaultStandIn.start(profile);
    server.admin().mountTransit("transit");
    return server;
  }

  private static VaultAnswer send(
      VaultServer server, String path, Map<String, ?> body, Map<String, String> headers) {
    return server.admin().exchange("POST", path, Json.write(body), headers);
  }

  private static Map<String, String> root(VaultServer server) {
    return Map.of("X-Vault-Token", server.admin().rootToken());
  }

  @Test
  void requests_ofAnApplication_areRecordedAndTheAdministratorsAreNot() {
    try (VaultStandIn server = start(VaultProfile.VAULT_1_21)) {
      String key = server.admin().newKey();
      send(server, "transit/encrypt/" + key, Map.of("plaintext", "aGk="), root(server));

      assertThat(server.requests()).hasSize(1);
      WireRequest request = server.requests("encrypt").get(0);
      assertThat(request.header("X-Vault-Token")).contains(server.admin().rootToken());
      assertThat(request.text()).isEqualTo("{\"plaintext\":\"aGk=\"}");
      server.forgetRequests();
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void token_whoseTimeHasPassed_isInvalid() {
    try (VaultStandIn server = start(VaultProfile.VAULT_1_21)) {
      String token = server.admin().token(Map.of("policies", List.of("default"), "ttl", "1h"));
      server.advance(Duration.ofMinutes(59));
      assertThat(server.admin().isValid(token)).isTrue();
      server.advance(Duration.ofMinutes(1));
      assertThat(server.admin().isValid(token)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"OLD", "SILENTLY_OLD"})
  void oldServer_ignoresAssociatedData_andSaysSoOrNot(VaultProfile profile) {
    try (VaultStandIn server = start(profile)) {
      String key = server.admin().newKey();
      Map<String, ?> body = Map.of("plaintext", "aGk=", "associated_data", "YWFk");
      VaultAnswer made = send(server, "transit/encrypt/" + key, body, root(server));
      Object ciphertext = made.data().get("ciphertext");
      VaultAnswer opened =
          send(
              server,
              "transit/decrypt/" + key,
              Map.of("ciphertext", String.valueOf(ciphertext)),
              root(server));

      assertThat(opened.data()).containsEntry("plaintext", "aGk=");
      assertThat(made.json().get("warnings") != null).isEqualTo(profile == VaultProfile.OLD);
    }
  }

  @Test
  void openBao_aThousandAndOneStrings_isRefused() {
    try (VaultStandIn server = start(VaultProfile.OPENBAO)) {
      String key = server.admin().newKey();
      // One for the name of the list, then a name and a value an item.
      List<Map<String, String>> most = Collections.nCopies(499, Map.of("plaintext", "aGk="));
      List<Map<String, String>> more = Collections.nCopies(500, Map.of("plaintext", "aGk="));
      String path = "transit/encrypt/" + key;

      assertThat(send(server, path, Map.of("batch_input", most), root(server)).status())
          .isEqualTo(200);
      VaultAnswer refused = send(server, path, Map.of("batch_input", more), root(server));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("exceeded maximum number of strings");
    }
  }

  @Test
  void openBao_dataKey_bindsAssociatedData() {
    try (VaultStandIn server = start(VaultProfile.OPENBAO)) {
      String key = server.admin().newKey();
      VaultAnswer made =
          send(
              server,
              "transit/datakey/plaintext/" + key,
              Map.of("associated_data", "YWFk"),
              root(server));
      assertThat(made.json().get("warnings")).isNull();
      Map<String, String> bare =
          Map.of("ciphertext", String.valueOf(made.data().get("ciphertext")));
      assertThat(send(server, "transit/decrypt/" + key, bare, root(server)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void openBao_healthWithANamespace_isRefused() {
    try (VaultStandIn server = start(VaultProfile.OPENBAO)) {
      VaultAnswer answer =
          server.admin().exchange("GET", "sys/health", null, Map.of("X-Vault-Namespace", "team"));
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).contains("operation unavailable in namespaces");
    }
  }

  @Test
  void namespace_inHeaderOrPath_isTheSame_andATokenOfItStaysInIt() {
    try (VaultStandIn server = start(VaultProfile.ENTERPRISE)) {
      server.faults().clear();
      server.admin().post("sys/namespaces/team", Map.of());
      server.admin().post("team/sys/mounts/transit", Map.of("type", "transit"));
      server.admin().post("team/transit/keys/app", Map.of());
      server
          .admin()
          .post(
              "team/sys/policies/acl/p",
              Map.of("policy", "path \"transit/keys/app\" { capabilities = [\"read\"] }"));
      String token =
          String.valueOf(
              server
                  .admin()
                  .post("team/auth/token/create", Map.of("policies", List.of("p")))
                  .auth()
                  .get("client_token"));
      Map<String, String> inHeader = Map.of("X-Vault-Token", token, "X-Vault-Namespace", "team");
      VaultAdmin admin = server.admin();

      assertThat(admin.exchange("GET", "transit/keys/app", null, inHeader).status()).isEqualTo(200);
      Map<String, String> bare = Map.of("X-Vault-Token", token);
      assertThat(admin.exchange("GET", "team/transit/keys/app", null, bare).status())
          .isEqualTo(200);
      assertThat(admin.exchange("GET", "transit/keys/app", null, bare).status()).isEqualTo(403);
    }
  }

  @Test
  void enterprise_theFirstEncrypt_isNotYetConsistent() {
    try (VaultStandIn server = start(VaultProfile.ENTERPRISE)) {
      String path = "transit/encrypt/" + server.admin().newKey();
      assertThat(send(server, path, Map.of("plaintext", ""), root(server)).status()).isEqualTo(412);
      assertThat(send(server, path, Map.of("plaintext", ""), root(server)).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void health_ofARole_hasItsStatus(VaultRole role) {
    try (VaultStandIn server = start(VaultProfile.ENTERPRISE)) {
      server.role(role);
      int status = server.admin().exchange("GET", "sys/health", null, Map.of()).status();
      assertThat(status)
          .isEqualTo(
              switch (role) {
                case ACTIVE -> 200;
                case STANDBY -> 429;
                case PERFORMANCE_STANDBY -> 473;
                case DR_SECONDARY -> 472;
                case UNINITIALIZED -> 501;
              });
    }
  }

  @Test
  void kubernetes_login_admitsTheBoundAccountWhileItsTokenLives() {
    try (VaultStandIn server = start(VaultProfile.VAULT_1_21)) {
      server.admin().enableLogin("kubernetes");
      server
          .admin()
          .post(
              "auth/kubernetes/role/app",
              Map.of(
                  "bound_service_account_names", "app",
                  "bound_service_account_namespaces", "prod",
                  "token_policies", "default"));
      String token = server.serviceAccountToken("prod", "app");
      String other = server.serviceAccountToken("dev", "app");
      String path = "auth/kubernetes/login";

      assertThat(send(server, path, Map.of("role", "app", "jwt", token), Map.of()).status())
          .isEqualTo(200);
      assertThat(send(server, path, Map.of("role", "app", "jwt", other), Map.of()).status())
          .isEqualTo(403);
      assertThat(send(server, path, Map.of("role", "no", "jwt", token), Map.of()).status())
          .isEqualTo(400);
      server.expireServiceAccountToken(token);
      assertThat(send(server, path, Map.of("role", "app", "jwt", token), Map.of()).status())
          .isEqualTo(403);
    }
  }

  @Test
  void jwt_login_checksSignatureSubjectAndTime() {
    try (VaultStandIn server = start(VaultProfile.VAULT_1_21)) {
      TestIssuer issuer = new TestIssuer();
      server.admin().enableLogin("jwt");
      server
          .admin()
          .post("auth/jwt/config", Map.of("jwt_validation_pubkeys", List.of(issuer.publicKey())));
      server
          .admin()
          .post(
              "auth/jwt/role/app",
              Map.of("role_type", "jwt", "user_claim", "sub", "bound_subject", "app"));

      assertThat(jwt(server, issuer.token("app", "vault", Duration.ofHours(1)))).isEqualTo(200);
      assertThat(jwt(server, issuer.token("eve", "vault", Duration.ofHours(1)))).isEqualTo(400);
      assertThat(jwt(server, issuer.token("app", "vault", Duration.ofHours(-1)))).isEqualTo(400);
      assertThat(jwt(server, new TestIssuer().token("app", "vault", Duration.ofHours(1))))
          .isEqualTo(400);
    }
  }

  private static int jwt(VaultStandIn server, String token) {
    return send(server, "auth/jwt/login", Map.of("role", "app", "jwt", token), Map.of()).status();
  }

  @Test
  void kill_keepsTheState_andComesBackSealed() {
    try (VaultStandIn server = start(VaultProfile.VAULT_1_21)) {
      String key = server.admin().newKey();
      server.kill();
      Assertions.assertThatThrownBy(() -> server.admin().hasKey(key))
          .isInstanceOf(UncheckedIOException.class);

      server.startAgain();
      assertThat(server.admin().send("GET", "transit/keys/" + key, null).status()).isEqualTo(503);
      server.unseal();
      assertThat(server.admin().hasKey(key)).isTrue();
    }
  }
}
