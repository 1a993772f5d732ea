package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A login that fails is not tried again at once. */
class LoginBackoffTest {
  private static final String REFUSED = "{\"errors\":[\"invalid role or secret ID\"]}";

  private final ScriptedVault vault = new ScriptedVault();
  private final VirtualClock clock = new VirtualClock();
  private final Session session = vault.session(clock);
  private final Calls calls = new Calls();

  @AfterEach
  void close() {
    session.close();
    vault.close();
  }

  private KmsException failure() {
    return catchThrowableOfType(KmsException.class, () -> session.call(calls));
  }

  @Test
  void call_afterAFailure_failsFastWithTheSameCodeAndTheTimeLeft() {
    vault.refusesLogins(400, REFUSED);
    KmsException first = failure();
    KmsException second = failure();

    assertThat(vault.logins).hasValue(1);
    assertThat(first.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    assertThat(second.code()).isEqualTo(first.code());
    assertThat(second.isRetryable()).isFalse();
    assertThat(second.retryAfter().orElseThrow())
        .isBetween(Duration.ofMillis(750), Duration.ofSeconds(1));
  }

  @Test
  void call_whenTheTimeIsOver_triesAgainAndForgets() {
    vault.refusesLogins(400, REFUSED);
    failure();
    vault.logsIn(60, true);
    clock.advance(Duration.ofSeconds(1));

    assertThat(session.call(calls)).isEqualTo("t2");
  }

  @Test
  void call_failureAfterFailure_waitsTwiceAsLongUpToHalfAMinute() {
    vault.refusesLogins(400, REFUSED);
    for (int i = 0; i < 5; i++) {
      failure();
      clock.advance(Duration.ofSeconds(1L << i));
    }
    failure();
    Duration sixth = failure().retryAfter().orElseThrow();
    clock.advance(Duration.ofSeconds(32));
    failure();
    Duration seventh = failure().retryAfter().orElseThrow();

    assertThat(vault.logins).hasValue(7);
    assertThat(sixth).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(32));
    assertThat(seventh).isBetween(Duration.ofSeconds(24), Duration.ofSeconds(32));
  }

  @Test
  void call_successInBetween_startsFromTheBeginning() {
    vault.refusesLogins(400, REFUSED);
    failure();
    clock.advance(Duration.ofSeconds(1));
    vault.logsIn(60, true);
    session.call(calls);
    vault.refusesLogins(400, REFUSED);
    clock.advance(Duration.ofSeconds(60));
    failure();

    assertThat(failure().retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void call_serverNamesAWait_keepsIt() {
    vault.on("/v1/auth/test/login", request -> Reply.json(429, "{}").with("Retry-After", "17"));
    KmsException first = failure();

    assertThat(first.code()).isEqualTo(ErrorCode.THROTTLED);
    assertThat(first.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(17)));
    assertThat(failure().retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(17)));
    assertThat(vault.count("/v1/auth/test/login")).isEqualTo(1);
  }

  @Test
  void call_serverNamesAnHour_isTriedAgainAfterFiveMinutes() {
    vault.on("/v1/auth/test/login", request -> Reply.json(503, "{}").with("Retry-After", "3600"));
    failure();
    vault.logsIn(60, true);
    clock.advance(Duration.ofMinutes(5));

    assertThat(session.call(calls)).isEqualTo("t1");
  }

  @Test
  void call_secretFileThatIsNotThereYet_isNotRemembered() {
    boolean[] there = new boolean[1];
    LoginMethod method =
        new LoginMethod.Login(
            call -> {
              if (!there[0]) {
                throw KmsException.of(ErrorCode.CONFIGURATION, "cannot read the secret file");
              }
              call.auth().loginByAppRole("test", "role", "secret");
            },
            () -> {});
    try (Session other = vault.session(method, clock)) {
      KmsException e = catchThrowableOfType(KmsException.class, () -> other.call(calls));
      there[0] = true;

      assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(other.call(calls)).isEqualTo("t1");
    }
  }
}
