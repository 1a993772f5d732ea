package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.testing.VirtualClock;
import dev.provisioning.kms.vault.login.TinyServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that takes a request and does not answer, for far longer than any test. */
class SlowServerTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final ScriptedVault vault = new ScriptedVault();
  private final VirtualClock clock = new VirtualClock();
  private final HttpTransport transport =
      HttpTransport.open(
          HttpSettings.builder(List.of(vault.address())).requestTimeout(LONG).build());
  private final Calls calls = new Calls();
  private final CountDownLatch never = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    never.countDown();
    transport.close();
    threads.shutdownNow();
    vault.close();
  }

  private void hangs(String path, CountDownLatch asked) {
    vault.on(
        path,
        request -> {
          asked.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Reply.json(500, "{}");
        });
  }

  @Test
  void call_loginInPlaceOfARenewalHangs_goesOnWithTheTokenAfterAMoment() {
    vault.logsIn(3600, false);
    try (Session session =
        Session.open(
            ScriptedVault.login(), transport, Optional.empty(), clock, Duration.ofMillis(50))) {
      session.call(calls);
      clock.advance(Duration.ofMinutes(45));
      hangs("/v1/auth/test/login", new CountDownLatch(1));
      Future<String> second = threads.submit(() -> session.call(calls));

      assertThat(second).succeedsWithin(Duration.ofMinutes(1)).isEqualTo("t1");
    }
  }

  @Test
  void close_whileAWrappingTokenIsOpened_doesNotWaitForTheServer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    hangs("/v1/sys/wrapping/unwrap", asked);
    WrappedSecretId secretId = new WrappedSecretId(Secret.of("wrap".toCharArray()));
    Session session =
        Session.open(
            new LoginMethod.Login(secretId::reveal, secretId::forget),
            transport,
            Optional.empty(),
            clock);
    Future<String> first = threads.submit(() -> session.call(calls));
    asked.await();

    Future<?> closing = threads.submit(session::close);
    assertThat(closing).succeedsWithin(Duration.ofMinutes(1));
    assertThat(first).isNotDone();
  }
}
