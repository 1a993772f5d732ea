package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Health;
import dev.provisioning.kms.spi.http.HttpSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HealthTest extends Scripted {
  private static final String UP = "{\"status\":\"UP\",\"latency_ms\":0,\"dependencies\":{}}";

  @BeforeEach
  void healthy() {
    server
        .on("/health", 200, UP)
        .on("/me", 200, "{\"user\":\"admin\"}")
        .on("Encrypt", 200, Answers.encrypted("app", "AB"));
  }

  private void assertHealth(Health.Status status, String reason) {
    Health health = kms.health(Duration.ofSeconds(10));
    assertThat(health.status()).as(health.reason()).isEqualTo(status);
    assertThat(health.reason()).contains(reason);
  }

  @Test
  void health_ofAServerThatServesThisClientAndKey_isUp() {
    assertHealth(Health.Status.UP, "");
  }

  @Test
  void health_before515_asksForTheVersionInstead() {
    server.on("/health", 404, "").on("/me", 404, "").version("5.12.1");
    assertHealth(Health.Status.UP, "");
  }

  @Test
  void health_ofAServerWithoutItsDatabase_isDown() {
    server.on("/health", 503, "{\"status\":\"DOWN\"}");
    assertHealth(Health.Status.DOWN, "503");
  }

  @Test
  void health_withWrongCredentials_isDown() {
    server.on("/me", 401, "No authentication provided.");
    assertHealth(Health.Status.DOWN, "api_key");
    assertThat(server.received("Encrypt")).isEmpty();
  }

  @Test
  void health_withWrongCredentialsOnAnOldServer_isDown() {
    server.on("/health", 404, "").on("/version", 401, "");
    assertHealth(Health.Status.DOWN, "api_key");
  }

  @Test
  void health_withoutTheKey_isDown() {
    server.on("Encrypt", 422, "Item not found: Encrypt: key id: app, not found");
    assertHealth(Health.Status.DOWN, "there is no key app yet");
  }

  @Test
  void health_withARevokedKey_isDegraded_sinceItDecrypts() {
    server
        .on("GetAttributes", 200, Answers.attributes("app", "Deactivated"))
        .on("Encrypt", 422, "Permission_Denied: Encrypt: key app is in state Deactivated but");
    assertHealth(Health.Status.DEGRADED, "does not encrypt");
  }

  @Test
  void health_withARotatedKey_goesOnWithItsSuccessor() {
    server
        .on(
            "GetAttributes",
            200,
            Answers.attributes("app", "Deactivated", Answers.successor(SUCCESSOR)))
        .then("GetAttributes", 200, Answers.attributes(SUCCESSOR, "Active"))
        .on("Encrypt", 422, "Permission_Denied: Encrypt: key app is in state Deactivated but")
        .then("Encrypt", 200, Answers.encrypted(SUCCESSOR, "AB"));
    assertHealth(Health.Status.UP, "");
  }

  @Test
  @Timeout(60)
  void health_serverThatNeverTellsOfTheSuccessor_endsAfterItsOwnTimeout() {
    server
        .on("GetAttributes", ScriptedServer.SILENCE, "")
        .on("Encrypt", 422, "Permission_Denied: Encrypt: key app is in state Deactivated but");
    HttpSettings patient =
        HttpSettings.builder(List.of(server.address()))
            .requestTimeout(Duration.ofMinutes(10))
            .build();
    try (CosmianKms waiting = CosmianKms.builder().http(patient).defaultKeyId("app").build()) {
      assertThat(waiting.health(Duration.ofSeconds(1)).status()).isEqualTo(Health.Status.DOWN);
      assertThat(server.received("GetAttributes")).hasSize(1);
    }
  }

  @Test
  void health_ofAClientThatMayNotEncrypt_isDegraded() {
    server.on("Encrypt", 401, "Access denied: Encrypt: the user u does not have permission");
    assertHealth(Health.Status.DEGRADED, "may not encrypt");
  }

  @Test
  void health_ofNobody_isDown() throws IOException {
    server.close();
    assertHealth(Health.Status.DOWN, "");
  }

  @Test
  void health_afterClose_isDown() {
    kms.close();
    assertHealth(Health.Status.DOWN, "closed");
  }
}
