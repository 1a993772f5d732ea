package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.WireReply.Delivery;
import dev.provisioning.kms.testbench.WireRequest;
import dev.provisioning.kms.testbench.WireServer;
import dev.provisioning.kms.testbench.vault.Faults;
import dev.provisioning.kms.testbench.vault.VaultProfile;
import dev.provisioning.kms.testbench.vault.VaultStandIn;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.VaultKms;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the network and the machines before a server can do to a call. */
@Tag("stand-in")
class FaultTest {
  private static final int ALWAYS = Integer.MAX_VALUE;
  private final VaultStandIn vault = VaultStandIn.start(VaultProfile.VAULT_1_21);
  private final VirtualClock clock = new VirtualClock();
  private String key = "";

  @BeforeEach
  void prepare() {
    vault.admin().mountTransit("transit");
    key = vault.admin().newKey();
  }

  @AfterEach
  void stop() {
    vault.close();
  }

  private HttpSettings.Builder http() {
    return HttpSettings.builder(List.of(vault.address()));
  }

  private Kms open(HttpSettings.Builder http) {
    VaultKms backend =
        VaultKms.builder()
            .http(http.build())
            .login(Clients.token(vault.admin().rootToken()))
            .keyName(key)
            .build();
    return Kms.builder().backend("vault", backend).clock(clock).connect();
  }

  private void assertWorks(Kms kms) {
    assertThat(kms.decrypt(kms.encrypt(secret(), CONTEXT), CONTEXT)).isEqualTo(secret());
  }

  @Test
  void rateLimit_withRetryAfter_isWaitedForAndThenWorks() {
    try (Kms kms = open(http())) {
      vault.faults().answer(1, Faults.on("encrypt"), Faults.rateLimited(7));
      assertWorks(kms);
      assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void rateLimit_thatDoesNotEnd_isThrottled() {
    try (Kms kms = open(http())) {
      vault.faults().answer(ALWAYS, Faults.on("encrypt"), Faults.rateLimited(1));
      KmsException failure =
          Clients.refused(ErrorCode.THROTTLED, () -> kms.encrypt(secret(), CONTEXT));
      assertThat(failure.retryAfter()).contains(Duration.ofSeconds(1));
      assertThat(vault.requests("encrypt")).hasSize(4);
    }
  }

  @Test
  void rotate_thatFails_isNotRepeated() {
    try (Kms kms = open(http())) {
      vault.faults().answer(ALWAYS, Faults.on("rotate"), Faults.noLeader());
      Clients.refused(ErrorCode.UNAVAILABLE, kms::rotateKey);
      assertThat(vault.requests("rotate")).hasSize(1);
    }
  }

  @Test
  void redirect_toAForeignHost_isNotFollowedAndNoTokenArrives() {
    Queue<WireRequest> arrived = new ConcurrentLinkedQueue<>();
    try (WireServer foreign = WireServer.start(request -> stolen(arrived, request));
        Kms kms = open(http())) {
      URI target = URI.create("http://127.0.0.1:" + foreign.port() + "/v1/transit/encrypt/x");
      vault.faults().answer(ALWAYS, Faults.on("encrypt"), Faults.redirect(target));

      Clients.refused(ErrorCode.CONFIGURATION, () -> kms.encrypt(secret(), CONTEXT));

      assertThat(arrived).isEmpty();
    }
  }

  private static WireReply stolen(Queue<WireRequest> arrived, WireRequest request) {
    arrived.add(request);
    return WireReply.json(200, "{\"data\":{\"ciphertext\":\"vault:v1:stolen\"}}");
  }

  @Test
  void redirect_toAConfiguredAddress_isFollowed() {
    try (Kms kms = open(http())) {
      // The same key, spelt otherwise: a redirect to the very same place would be no progress.
      URI other = vault.address().resolve("/v1/transit/encrypt/%6B" + key.substring(1));
      vault.faults().answer(1, Faults.on("encrypt"), Faults.redirect(other));
      assertWorks(kms);
      assertThat(clock.elapsed()).isZero();
    }
  }

  @Test
  void redirect_toTheServerItself_isAnElectionAndWaitedFor() {
    try (Kms kms = open(http())) {
      URI same = vault.address().resolve("/v1/transit/encrypt/" + key);
      vault.faults().answer(2, Faults.on("encrypt"), Faults.redirect(same));
      assertWorks(kms);
      vault.faults().answer(ALWAYS, Faults.on("encrypt"), Faults.redirect(same));
      Clients.refused(ErrorCode.UNAVAILABLE, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void body_thatStalls_isATimeoutWithinTheLimit() {
    try (Kms kms = open(http().requestTimeout(Duration.ofMillis(300)))) {
      vault
          .faults()
          .change(ALWAYS, Faults.on("encrypt"), reply -> reply.delivered(Delivery.STALLED));
      Clients.refused(ErrorCode.TIMEOUT, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void body_thatIsCutOff_isTriedAgainAndThenUnavailable() {
    try (Kms kms = open(http())) {
      vault.faults().change(1, Faults.on("encrypt"), reply -> reply.delivered(Delivery.CUT));
      assertWorks(kms);
      vault.faults().change(ALWAYS, Faults.on("encrypt"), reply -> reply.delivered(Delivery.CUT));
      Clients.refused(ErrorCode.UNAVAILABLE, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void json_thatIsTruncated_isInternalAndShowsNothingOfIt() {
    try (Kms kms = open(http())) {
      Ciphertext made = kms.encrypt(secret(), CONTEXT);
      vault
          .faults()
          .change(
              ALWAYS,
              Faults.on("decrypt"),
              reply -> reply.body(reply.text().substring(0, reply.text().length() / 2)));
      KmsException failure = Clients.refused(ErrorCode.INTERNAL, () -> kms.decrypt(made, CONTEXT));
      assertThat(failure.toString()).doesNotContain("dGhlIHByb3ZpZGVy");
    }
  }

  @Test
  void html_ofAProxyInTheServersPlace_isInternal() {
    try (Kms kms = open(http())) {
      vault
          .faults()
          .answer(
              ALWAYS,
              Faults.on("encrypt"),
              WireReply.json(200, "<html>welcome</html>").header("Content-Type", "text/html"));
      Clients.refused(ErrorCode.INTERNAL, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void connection_thatDiedWhileIdle_isNotNoticed() {
    try (Kms kms = open(http())) {
      vault.faults().change(10, request -> true, reply -> reply.delivered(Delivery.THEN_CLOSED));
      assertWorks(kms);
      assertWorks(kms);
      assertThat(vault.requests()).isNotEmpty();
    }
  }

  @Test
  void connection_thatIsReset_isTriedAgain() {
    try (Kms kms = open(http())) {
      vault
          .faults()
          .answer(1, Faults.on("encrypt"), WireReply.empty(200).delivered(Delivery.RESET));
      assertWorks(kms);
      vault
          .faults()
          .answer(ALWAYS, Faults.on("encrypt"), WireReply.empty(200).delivered(Delivery.RESET));
      Clients.refused(ErrorCode.UNAVAILABLE, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void leaderElection_isWaitedFor() {
    try (Kms kms = open(http())) {
      vault.faults().answer(1, Faults.on("encrypt"), Faults.noLeader());
      vault
          .faults()
          .answer(1, Faults.on("encrypt"), Faults.error(503, "no active Vault instance found"));
      vault.faults().answer(1, Faults.on("encrypt"), Faults.error(503, "node is not active"));
      assertWorks(kms);
    }
  }

  @Test
  void standby_thatHasNotHeardOfARotation_isAskedAgain() {
    try (Kms kms = open(http())) {
      Ciphertext made = kms.encrypt(secret(), CONTEXT);
      vault
          .faults()
          .answer(
              1, Faults.on("decrypt"), Faults.error(400, "invalid ciphertext: version is too new"));
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(secret());
    }
  }

  @Test
  void warning_aboutAParameter_isFatalOnEveryCall() {
    try (Kms kms = open(http())) {
      Ciphertext made = kms.encrypt(secret(), CONTEXT);
      vault
          .faults()
          .change(
              ALWAYS,
              request -> true,
              reply ->
                  reply.body(
                      reply
                          .text()
                          .replace(
                              "\"warnings\":null",
                              "\"warnings\":[\"Endpoint ignored these unrecognized parameters:"
                                  + " [associated_data]\"]")));
      Clients.refused(ErrorCode.UNSUPPORTED, () -> kms.encrypt(secret(), CONTEXT));
      Clients.refused(ErrorCode.UNSUPPORTED, () -> kms.decrypt(made, CONTEXT));
    }
  }
}
