package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From the first login to the last good-bye. */
class SessionLifecycleTest {
  private static final Duration REFRESH = Duration.ofSeconds(45);

  private final ScriptedVault vault = new ScriptedVault();
  private final VirtualClock clock = new VirtualClock();
  private final Session session = vault.session(clock);
  private final Calls calls = new Calls();

  @AfterEach
  void close() {
    session.close();
    vault.close();
  }

  @Test
  void open_alone_sendsNothing() {
    assertThat(vault.requests).isEmpty();
    assertThat(session.generation()).isZero();
  }

  @Test
  void call_many_logsInOnce() {
    for (int i = 0; i < 5; i++) {
      assertThat(session.call(calls)).isEqualTo("t1");
    }

    assertThat(vault.logins).hasValue(1);
    assertThat(session.generation()).isEqualTo(1);
  }

  @Test
  void call_token_isWipedAfterwards() {
    char[][] kept = new char[1][];
    session.call(token -> kept[0] = token);

    assertThat(kept[0]).containsOnly('\0');
  }

  @Test
  void call_beforeHalfOfTheLease_doesNotRenew() {
    session.call(calls);
    clock.advance(Duration.ofSeconds(29));
    session.call(calls);

    assertThat(vault.renewals()).isZero();
  }

  @Test
  void call_afterTwoThirds_renewsOnceAndKeepsTheToken() {
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);
    session.call(calls);

    assertThat(vault.renewals()).isEqualTo(1);
    assertThat(calls.tokens).containsExactly("t1", "t1", "t1");
    assertThat(session.generation()).isEqualTo(1);
  }

  @Test
  void call_renewedAgainAndAgain_livesOnWithOneLogin() {
    for (int i = 0; i < 20; i++) {
      session.call(calls);
      clock.advance(REFRESH);
    }

    assertThat(vault.logins).hasValue(1);
    assertThat(calls.tokens).containsOnly("t1");
  }

  @Test
  void call_expiredLease_neverSendsTheDeadToken() {
    session.call(calls);
    clock.advance(Duration.ofSeconds(60));
    session.call(calls);

    assertThat(calls.tokens).containsExactly("t1", "t2");
    assertThat(vault.renewals()).isZero();
    assertThat(session.generation()).isEqualTo(2);
  }

  @Test
  void call_notRenewable_logsInBeforeTheEnd() {
    vault.logsIn(60, false);
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);

    assertThat(calls.tokens).containsExactly("t1", "t2");
    assertThat(vault.renewals()).isZero();
  }

  @Test
  void call_batchToken_isNeitherRenewedNorRevoked() {
    vault.logsIn(60, true, ",\"token_type\":\"batch\"");
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);
    session.close();

    assertThat(calls.tokens).containsExactly("t1", "t2");
    assertThat(vault.renewals()).isZero();
    assertThat(vault.revoked()).isEmpty();
  }

  @Test
  void call_shrunkLease_logsInInsteadOfRenewingAgain() {
    vault.on(
        "/v1/auth/token/renew-self",
        request -> Reply.json(200, ScriptedVault.auth("t1", 20, true, "")));
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);
    clock.advance(Duration.ofSeconds(15));
    session.call(calls);

    assertThat(calls.tokens).containsExactly("t1", "t1", "t2");
    assertThat(vault.renewals()).isEqualTo(1);
  }

  @Test
  void call_renewalForNoTimeAtAll_isNoTokenForEver() {
    vault.on(
        "/v1/auth/token/renew-self",
        request -> Reply.json(200, ScriptedVault.auth("t1", 0, true, "")));
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);

    assertThat(calls.tokens).containsExactly("t1", "t2");
  }

  @Test
  void call_renewalRefused_logsIn() {
    vault.on("/v1/auth/token/renew-self", request -> Reply.json(403, ScriptedVault.DENIED));
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);

    assertThat(calls.tokens).containsExactly("t1", "t2");
  }

  @Test
  void call_renewalFailsForAWhile_keepsTheTokenAndBacksOff() {
    vault.on("/v1/auth/token/renew-self", request -> Reply.json(500, "{\"errors\":[\"no\"]}"));
    session.call(calls);
    clock.advance(REFRESH);
    for (int i = 0; i < 10; i++) {
      session.call(calls);
    }
    long atOnce = vault.renewals();
    clock.advance(Duration.ofSeconds(1));
    session.call(calls);

    assertThat(atOnce).isEqualTo(1);
    assertThat(vault.renewals()).isEqualTo(2);
    assertThat(calls.tokens).containsOnly("t1");
  }

  @Test
  void call_renewalFailsUntilTheEnd_logsIn() {
    vault.on("/v1/auth/token/renew-self", request -> Reply.json(500, "{\"errors\":[\"no\"]}"));
    session.call(calls);
    clock.advance(REFRESH);
    session.call(calls);
    clock.advance(Duration.ofSeconds(15));
    session.call(calls);

    assertThat(calls.tokens).containsExactly("t1", "t1", "t2");
  }

  @Test
  void call_refusedLoginBeforeTheEnd_keepsTheTokenThatStillLives() {
    vault.logsIn(60, false);
    session.call(calls);
    vault.refusesLogins(400, "{\"errors\":[\"invalid role or secret ID\"]}");
    clock.advance(REFRESH);

    assertThat(session.call(calls)).isEqualTo("t1");
  }

  @Test
  void call_limitedUses_logsInWhenTheyAreUsedUp() {
    vault.logsIn(60, true, ",\"num_uses\":2");
    for (int i = 0; i < 5; i++) {
      session.call(calls);
    }

    assertThat(calls.tokens).containsExactly("t1", "t1", "t2", "t2", "t3");
  }

  @Test
  void call_limitedUses_countsTheRenewal() {
    vault.logsIn(60, true, ",\"num_uses\":4");
    session.call(calls);
    clock.advance(REFRESH);
    for (int i = 0; i < 3; i++) {
      session.call(calls);
    }

    assertThat(vault.renewals()).isEqualTo(1);
    assertThat(calls.tokens).containsExactly("t1", "t1", "t1", "t2");
  }

  @Test
  void close_ownToken_isRevokedOnce() {
    session.call(calls);
    session.close();
    session.close();

    assertThat(vault.revoked()).containsExactly("t1");
  }

  @Test
  void close_usedUpToken_isNotRevoked() {
    vault.logsIn(60, true, ",\"num_uses\":1");
    session.call(calls);
    session.close();

    assertThat(vault.revoked()).isEmpty();
  }

  @Test
  void close_lastUse_revokes() {
    vault.logsIn(60, true, ",\"num_uses\":2");
    session.call(calls);
    session.close();

    assertThat(vault.revoked()).containsExactly("t1");
  }

  @Test
  void close_expiredToken_isNotRevoked() {
    session.call(calls);
    clock.advance(Duration.ofSeconds(60));
    session.close();

    assertThat(vault.revoked()).isEmpty();
  }

  @Test
  void close_serverThatFails_isNoError() {
    vault.on("/v1/auth/token/revoke-self", request -> Reply.json(500, "{}"));
    session.call(calls);
    session.close();

    assertThat(vault.revoked()).hasSize(1);
  }

  @Test
  void call_afterClose_throwsWithoutALogin() {
    session.close();

    assertThatIllegalStateException().isThrownBy(() -> session.call(calls));
    assertThat(vault.requests).isEmpty();
  }

  @Test
  void close_duringALogin_givesItsTokenBack() {
    vault.on(
        "/v1/auth/test/login",
        request -> {
          session.close();
          return Reply.json(200, ScriptedVault.auth("late", 60, true, ""));
        });

    assertThatIllegalStateException().isThrownBy(() -> session.call(calls));
    assertThat(vault.revoked()).containsExactly("late");
    assertThat(calls.tokens).isEmpty();
  }
}
