package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One thread logs in, renews or asks; the others wait for it only where they must. */
class SessionConcurrencyTest {
  private static final int THREADS = 24;

  private final ScriptedVault vault = new ScriptedVault();
  private final VirtualClock clock = new VirtualClock();
  private final Session session = vault.session(clock);
  private final Calls calls = new Calls();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    session.close();
    vault.close();
  }

  private List<Future<String>> start(int count) {
    CountDownLatch ready = new CountDownLatch(count);
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          threads.submit(
              () -> {
                ready.countDown();
                ready.await();
                return session.call(calls);
              }));
    }
    return all;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void call_manyThreadsAtFirst_logInOnce() throws Exception {
    for (Future<String> one : start(THREADS)) {
      assertThat(one.get()).isEqualTo("t1");
    }

    assertThat(vault.logins).hasValue(1);
  }

  @Test
  void call_manyThreadsAndARefusedLogin_askTheServerOnce() {
    vault.refusesLogins(400, "{\"errors\":[\"invalid role or secret ID\"]}");

    for (Future<String> one : start(THREADS)) {
      assertThat(one).failsWithin(Duration.ofMinutes(1));
    }
    assertThat(vault.logins).hasValue(1);
  }

  @Test
  void call_manyThreadsWithADeadToken_logInOnce() throws Exception {
    session.call(calls);
    calls.unknown.add("t1");

    for (Future<String> one : start(THREADS)) {
      assertThat(one.get()).isEqualTo("t2");
    }
    assertThat(vault.logins).hasValue(2);
  }

  @Test
  void call_manyThreadsDenied_lookUpOnce() {
    session.call(calls);
    calls.denied.add("t1");

    for (Future<String> one : start(THREADS)) {
      assertThat(one).failsWithin(Duration.ofMinutes(1));
    }
    assertThat(vault.lookups()).isEqualTo(1);
    assertThat(vault.logins).hasValue(1);
  }

  @Test
  void call_whileAnotherThreadRenews_goesOnWithTheToken() throws Exception {
    CountDownLatch renewing = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    vault.on(
        "/v1/auth/token/renew-self",
        request -> {
          renewing.countDown();
          await(enough);
          return Reply.json(200, ScriptedVault.auth("t1", 60, true, ""));
        });
    session.call(calls);
    clock.advance(Duration.ofSeconds(45));
    Future<String> renewer = threads.submit(() -> session.call(calls));
    renewing.await();

    for (Future<String> one : start(THREADS)) {
      assertThat(one.get()).isEqualTo("t1");
    }
    // Whoever had waited for the renewal would come after it.
    assertThat(renewer).isNotDone();
    enough.countDown();
    assertThat(renewer.get()).isEqualTo("t1");
    assertThat(vault.renewals()).isEqualTo(1);
  }

  @Test
  void call_interruptedWhileAnotherThreadLogsIn_says() throws Exception {
    CountDownLatch loggingIn = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    vault.on(
        "/v1/auth/test/login",
        request -> {
          loggingIn.countDown();
          await(enough);
          return Reply.json(200, ScriptedVault.auth("t1", 60, true, ""));
        });
    Future<String> first = threads.submit(() -> session.call(calls));
    loggingIn.await();
    Future<ErrorCode> second =
        threads.submit(
            () -> {
              Thread.currentThread().interrupt();
              return catchThrowableOfType(KmsException.class, () -> session.call(calls)).code();
            });

    assertThat(second.get()).isEqualTo(ErrorCode.INTERRUPTED);
    enough.countDown();
    assertThat(first.get()).isEqualTo("t1");
  }

  @Test
  void call_interruptedDuringItsOwnLogin_isNotRememberedAsAFailure() throws Exception {
    CountDownLatch enough = new CountDownLatch(1);
    Future<ErrorCode> interrupted =
        threads.submit(
            () -> {
              Thread self = Thread.currentThread();
              vault.on(
                  "/v1/auth/test/login",
                  request -> {
                    self.interrupt();
                    await(enough);
                    return new Reply(204, "", "");
                  });
              return catchThrowableOfType(KmsException.class, () -> session.call(calls)).code();
            });
    assertThat(interrupted.get()).isEqualTo(ErrorCode.INTERRUPTED);
    enough.countDown();
    vault.logsIn(60, true);

    assertThat(session.call(calls)).isEqualTo("t1");
  }

  @Test
  void close_whileManyThreadsCall_leavesNoTokenBehind() throws Exception {
    List<Future<String>> all = start(THREADS);
    session.close();

    for (Future<String> one : all) {
      try {
        assertThat(one.get()).isEqualTo("t1");
      } catch (java.util.concurrent.ExecutionException e) {
        assertThat(e).hasCauseInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(vault.revoked()).hasSize(vault.logins.get());
  }
}
