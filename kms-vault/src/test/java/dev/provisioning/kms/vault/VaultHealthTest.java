package dev.provisioning.kms.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Health;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.vault.ScriptedServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultHealthTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String AES = "\"type\":\"aes256-gcm96\",\"latest_version\":1";

  private static Health health(Reply key) {
    try (ScriptedServer server =
            new ScriptedServer(
                r -> r.path().startsWith("/v1/sys/health") ? new Reply(200, "{}") : key);
        VaultKms kms = server.builder().namespace("team").build()) {
      Health health = kms.health(SOON);
      assertThat(server.requests().get(0).headers())
          .doesNotContainKeys("x-vault-token", "x-vault-namespace");
      return health;
    }
  }

  @Test
  void health_keyIsThere_isUp() {
    assertThat(health(new Reply(200, "{\"data\":{" + AES + "}}")).status())
        .isEqualTo(Health.Status.UP);
  }

  @Test
  void health_roleThatCannotReadTheKey_isDegraded() {
    assertThat(health(FakeTransit.denied()).status()).isEqualTo(Health.Status.DEGRADED);
  }

  @Test
  void health_missingKey_isDownAndSaysHowToMakeOne() {
    Health health = health(new Reply(404, "{\"errors\":[]}"));
    assertThat(health.status()).isEqualTo(Health.Status.DOWN);
    assertThat(health.reason()).contains("team:transit/app", "kms create-key");
  }

  @Test
  void health_keyThatCannotBeUsed_isDown() {
    Health derived = health(new Reply(200, "{\"data\":{" + AES + ",\"derived\":true}}"));
    assertThat(derived.status()).isEqualTo(Health.Status.DOWN);
    assertThat(derived.reason()).contains("derived");
    Health deleted = health(new Reply(200, "{\"data\":{" + AES + ",\"soft_deleted\":true}}"));
    assertThat(deleted.status()).isEqualTo(Health.Status.DOWN);
    assertThat(deleted.reason()).contains("deleted");
  }

  @ParameterizedTest
  @CsvSource({
    "429,standby",
    "473,standby",
    "472,disaster recovery",
    "501,not initialised",
    "503,sealed",
    "530,530",
  })
  void health_serverThatDoesNotServe_isDownAndSaysWhy(int status, String why) {
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(status, "{}"));
        VaultKms kms = server.client()) {
      Health health = kms.health(SOON);
      assertThat(health.status()).isEqualTo(Health.Status.DOWN);
      assertThat(health.reason()).contains(why);
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** Says that it serves, and nothing else. */
  private static ScriptedServer silent(CountDownLatch end) {
    return new ScriptedServer(
        r -> {
          if (r.path().startsWith("/v1/sys/health")) {
            return new Reply(200, "{}");
          }
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return null;
        });
  }

  private static VaultKmsBuilder patient(ScriptedServer server) {
    return server
        .builder()
        .http(
            HttpSettings.builder(List.of(server.address()))
                .requestTimeout(Duration.ofMinutes(10))
                .build());
  }

  @Test
  @Timeout(60)
  void health_keySilent_endsAfterItsOwnTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer server = silent(end);
        VaultKms kms = patient(server).build()) {
      assertThat(kms.health(Duration.ofSeconds(1)).status()).isEqualTo(Health.Status.DOWN);
    } finally {
      end.countDown();
    }
  }

  /** And says nothing against the server: the next one that has time may log in at once. */
  @Test
  @Timeout(60)
  void health_loginSilent_endsAfterItsOwnTimeout() {
    CountDownLatch end = new CountDownLatch(1);
    try (ScriptedServer server = silent(end);
        VaultKms kms =
            patient(server)
                .login(VaultLogin.jwt("role", () -> "e30.e30.x".toCharArray()))
                .build()) {
      for (int i = 1; i <= 2; i++) {
        assertThat(kms.health(Duration.ofSeconds(1)).status()).isEqualTo(Health.Status.DOWN);
        assertThat(server.requests().stream().filter(r -> r.path().contains("/jwt/"))).hasSize(i);
      }
    } finally {
      end.countDown();
    }
  }

  /** Another thread that has all the time holds the lock of the login meanwhile. */
  @Test
  @Timeout(60)
  void health_whileAnotherThreadsLoginIsSilent_endsAfterItsOwnTimeout() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ScriptedServer server = silent(end);
        VaultKms kms =
            patient(server)
                .login(
                    VaultLogin.jwt(
                        "role",
                        () -> {
                          asked.countDown();
                          return "e30.e30.x".toCharArray();
                        }))
                .build()) {
      Future<?> other = thread.submit(() -> kms.describeKey("app"));
      asked.await();
      Health health = kms.health(Duration.ofSeconds(1));
      assertThat(health.status()).isEqualTo(Health.Status.DOWN);
      assertThat(health.reason()).contains("login");
      assertThat(other).isNotDone();
    } finally {
      end.countDown();
      thread.shutdownNow();
    }
  }

  @Test
  void health_closed_isDown() {
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(200, "{}"))) {
      VaultKms kms = server.client();
      kms.close();
      assertThat(kms.health(SOON).status()).isEqualTo(Health.Status.DOWN);
    }
  }
}
