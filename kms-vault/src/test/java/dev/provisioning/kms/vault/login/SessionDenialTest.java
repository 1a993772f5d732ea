package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a 403 leads to. */
class SessionDenialTest {
  private final ScriptedVault vault = new ScriptedVault();
  private final VirtualClock clock = new VirtualClock();
  private final Session session = vault.session(clock);
  private final Calls calls = new Calls();

  @BeforeEach
  void login() {
    session.call(token -> "");
  }

  @AfterEach
  void close() {
    session.close();
    vault.close();
  }

  private ErrorCode refusal() {
    return catchThrowableOfType(KmsException.class, () -> session.call(calls)).code();
  }

  @Test
  void call_unknownCachedToken_logsInAndRepeatsOnce() {
    calls.unknown.add("t1");

    assertThat(session.call(calls)).isEqualTo("t2");
    assertThat(calls.tokens).containsExactly("t1", "t2");
    assertThat(vault.lookups()).isZero();
  }

  @Test
  void call_freshTokenUnknown_isThrownAtOnce() {
    calls.unknown.add("t1");
    calls.unknown.add("t2");

    assertThat(refusal()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(calls.tokens).containsExactly("t1", "t2");
  }

  @Test
  void call_firstTokenDenied_isThrownWithoutALookup() {
    try (Session another = vault.session(clock)) {
      calls.denied.add("t2");
      KmsException e = catchThrowableOfType(KmsException.class, () -> another.call(calls));

      assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
      assertThat(vault.lookups()).isZero();
    }
  }

  @Test
  void call_deniedAndAlive_isThrownAfterOneLookup() {
    calls.denied.add("t1");

    assertThat(refusal()).isEqualTo(ErrorCode.ACCESS_DENIED);
    assertThat(calls.tokens).containsExactly("t1");
    assertThat(vault.lookups()).isEqualTo(1);
    assertThat(vault.logins).hasValue(1);
  }

  @Test
  void call_deniedAndDead_logsInAndRepeatsOnce() {
    vault.on("/v1/auth/token/lookup-self", request -> Reply.json(403, ScriptedVault.DENIED));
    calls.denied.add("t1");

    assertThat(session.call(calls)).isEqualTo("t2");
  }

  @Test
  void call_lookupFails_saysNothingAgainstTheToken() {
    vault.on("/v1/auth/token/lookup-self", request -> Reply.json(500, "{}"));
    calls.denied.add("t1");

    assertThat(refusal()).isEqualTo(ErrorCode.ACCESS_DENIED);
    assertThat(vault.logins).hasValue(1);
  }

  @Test
  void call_deniedAThousandTimes_asksOncePerTenSeconds() {
    calls.denied.add("t1");
    for (int i = 0; i < 1000; i++) {
      refusal();
    }
    assertThat(vault.lookups()).isEqualTo(1);

    clock.advance(Pace.LEAST);
    refusal();
    assertThat(vault.lookups()).isEqualTo(2);
  }

  @Test
  void call_everyTokenUnknown_logsInOncePerTenSeconds() {
    for (int i = 1; i < 10; i++) {
      calls.unknown.add("t" + i);
    }
    for (int i = 0; i < 100; i++) {
      refusal();
    }
    assertThat(vault.logins).hasValue(2);

    clock.advance(Pace.LEAST);
    refusal();
    assertThat(vault.logins).hasValue(3);
  }

  @Test
  void call_otherFailure_isThrownAsItIs() {
    AtomicInteger count = new AtomicInteger();
    KmsException thrown = KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "no");
    KmsException e =
        catchThrowableOfType(
            KmsException.class,
            () ->
                session.call(
                    token -> {
                      count.incrementAndGet();
                      throw thrown;
                    }));

    assertThat(e).isSameAs(thrown);
    assertThat(count).hasValue(1);
  }

  @Test
  void call_unknownTokenAndFailingLogin_failsWithTheLoginAndForgetsTheToken() {
    calls.unknown.add("t1");
    vault.refusesLogins(400, "{\"errors\":[\"invalid role or secret ID\"]}");

    KmsException e = catchThrowableOfType(KmsException.class, () -> session.call(calls));
    assertThat(e).hasMessageContaining("cannot log in");
    refusal();
    assertThat(calls.tokens).containsExactly("t1");
    assertThat(vault.logins).hasValue(2);
  }
}
