package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.spi.http.HttpSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two addresses of one KMS, the first of which does not serve. */
class FailoverTest extends Scripted {
  private ScriptedServer second;

  @BeforeEach
  void startSecond() throws IOException {
    second = new ScriptedServer();
    second.on("Encrypt", 200, Answers.encrypted("app", "AB12"));
    for (String kind : List.of("/version", "/health", "/me", "Encrypt", "ReKey")) {
      server.on(kind, 503, "");
    }
  }

  @AfterEach
  void stopSecond() throws IOException {
    second.close();
  }

  private CosmianKms both() {
    return builder()
        .http(HttpSettings.builder(List.of(server.address(), second.address())).build())
        .build();
  }

  /** The version is asked before anything else, and has to come from the second one too. */
  @Test
  void encrypt_whereTheFirstAddressDoesNotServe_isDoneByTheSecond() {
    try (CosmianKms either = both()) {
      assertThat(either.encrypt("app", bytes("HH"), CONTEXT).keyId()).isEqualTo("app");
    }
  }

  @Test
  void health_whereTheFirstAddressDoesNotServe_isUp() {
    second
        .on("/health", 200, "{\"status\":\"UP\"}")
        .on("/me", 200, "{}")
        .on("Encrypt", 200, Answers.encrypted("app", "AB"));
    try (CosmianKms either = both()) {
      assertThat(either.health(Duration.ofSeconds(20)).status()).isEqualTo(Health.Status.UP);
    }
  }

  /** It was the first one that said it. */
  @Test
  void requireFips_whereTheFirstAddressIsGone_sendsNothingToTheSecond() {
    server
        .version("5.28.0 (OpenSSL 3.0.19 27 Jan 2026-FIPS)")
        .on("Encrypt", ScriptedServer.NO_ANSWER, "");
    second.version("5.28.0 (OpenSSL 3.0.19 27 Jan 2026-non-FIPS)");
    try (CosmianKms fips =
        builder()
            .requireFips(true)
            .http(HttpSettings.builder(List.of(server.address(), second.address())).build())
            .build()) {
      refused(ErrorCode.UNAVAILABLE, () -> fips.encrypt("app", bytes("HH"), CONTEXT));
    }
    assertThat(second.received("Encrypt")).isEmpty();
  }

  @Test
  void rotateKey_whereTheFirstAddressDoesNotServe_isNotSentToTheSecond() {
    try (CosmianKms either = both()) {
      refused(ErrorCode.UNAVAILABLE, () -> either.rotateKey("app"));
    }
    assertThat(second.received("ReKey")).isEmpty();
  }
}
