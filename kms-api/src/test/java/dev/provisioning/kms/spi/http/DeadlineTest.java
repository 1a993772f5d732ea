package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A call ends when it should, whatever the server does. */
@Timeout(60)
@SuppressWarnings("try") // A transport is closed early on purpose.
@ParameterizedClass
@ValueSource(strings = {"127.0.0.1", "localhost"})
class DeadlineTest {
  /** The first is called on the caller's thread, the second on one of the transport. */
  private final String host;

  DeadlineTest(String host) {
    this.host = host;
  }

  private static final Duration SHORT = Duration.ofMillis(300);

  private HttpTransport open(LoopbackServer server, Duration deadline) {
    return HttpTransport.open(
        HttpSettings.builder(server.uri(host)).requestTimeout(deadline).build());
  }

  private static LoopbackServer silent(CountDownLatch asked) {
    return LoopbackServer.start(
        (r, c) -> {
          asked.countDown();
          new CountDownLatch(1).await();
        });
  }

  @Test
  void send_serverKeepsSilent_isTimeout() {
    try (LoopbackServer server = silent(new CountDownLatch(1));
        HttpTransport transport = open(server, SHORT)) {
      KmsException e = Calls.failure(transport, Calls.post("x"));
      assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(e.isRetryable()).isTrue();
      assertThat(transport.disconnects()).isEqualTo(1);
    }
  }

  @Test
  void send_bodyNeverEnds_isTimeout() {
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\nbegin");
                  new CountDownLatch(1).await();
                });
        HttpTransport transport = open(server, SHORT)) {
      assertThat(Calls.failure(transport, Calls.get("/")).code()).isEqualTo(ErrorCode.TIMEOUT);
    }
  }

  /** The watch sleeps until the deadline of the first call when the second one comes. */
  @Test
  void send_bodyNeverEndsBesideALongCall_isTimeoutAtItsOwnDeadline() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\nbegin");
                  asked.countDown();
                  new CountDownLatch(1).await();
                });
        HttpTransport transport = open(server, Duration.ofMinutes(10))) {
      CompletableFuture<KmsException> patient =
          inThread(() -> Calls.failure(transport, Calls.get("/")));
      asked.await();
      HttpCall call = HttpCall.of("GET", "/").deadline(SHORT).build();
      assertThat(Calls.failure(transport, call).code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(patient).isNotDone();
      transport.close();
      assertThat(patient.get().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void send_interruptedWithinABody_isInterruptedWithTheFlagSet() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\nbegin");
                  begun.countDown();
                  new CountDownLatch(1).await();
                });
        HttpTransport transport = open(server, Duration.ofMinutes(10))) {
      CompletableFuture<ErrorCode> code = new CompletableFuture<>();
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                code.complete(Calls.failure(transport, Calls.get("/")).code());
                flag.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      begun.await();
      caller.interrupt();
      assertThat(code.get()).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(flag.get()).isTrue();
    }
  }

  @Test
  void close_duringACall_leavesNoInterruptBehind() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (LoopbackServer server = silent(asked);
        HttpTransport transport = open(server, Duration.ofMinutes(10))) {
      CompletableFuture<Boolean> flag =
          inThread(
              () -> {
                Calls.failure(transport, Calls.get("/"));
                return Thread.currentThread().isInterrupted();
              });
      asked.await();
      transport.close();
      assertThat(flag.get()).isFalse();
    }
  }

  @Test
  void send_deadlineOfTheCall_replacesThatOfTheSettings() {
    try (LoopbackServer server = silent(new CountDownLatch(1));
        HttpTransport transport = open(server, Duration.ofMinutes(10))) {
      HttpCall call = HttpCall.of("GET", "/").deadline(SHORT).build();
      assertThat(Calls.failure(transport, call).code()).isEqualTo(ErrorCode.TIMEOUT);
    }
  }

  @Test
  void send_deadlineThatHasPassed_sendsNothing() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server.uri(host))) {
      HttpCall call = HttpCall.of("POST", "/").deadline(Duration.ofSeconds(-1)).build();
      assertThat(Calls.failure(transport, call).code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void send_allConnectionsInUse_waitsWithinItsDeadline() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  asked.countDown();
                  go.await();
                  c.reply(200, "late");
                });
        HttpTransport transport =
            HttpTransport.open(HttpSettings.builder(server.uri(host)).maxConnections(1).build())) {
      CompletableFuture<String> first = inThread(() -> Calls.body(transport, Calls.get("/1")));
      asked.await();
      KmsException e = Calls.failure(transport, HttpCall.of("GET", "/2").deadline(SHORT).build());
      assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT);
      assertThat(e).hasMessageContaining("max_connections");
      go.countDown();
      assertThat(first.get()).isEqualTo("late");
      assertThat(Calls.body(transport, Calls.get("/3"))).isEqualTo("late");
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void send_interrupted_isInterruptedWithTheFlagSetAndTheExchangeEnded() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  asked.countDown();
                  assertThat(c.socket().getInputStream().read()).isNegative();
                  gone.countDown();
                });
        HttpTransport transport = Calls.open(server.uri(host))) {
      CompletableFuture<ErrorCode> code = new CompletableFuture<>();
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                code.complete(Calls.failure(transport, Calls.get("/")).code());
                flag.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      asked.await();
      caller.interrupt();
      assertThat(code.get()).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(flag.get()).isTrue();
      gone.await();
    }
  }

  @Test
  void send_threadInterruptedBefore_sendsNothing() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""));
        HttpTransport transport = Calls.open(server.uri(host))) {
      Thread.currentThread().interrupt();
      KmsException e = Calls.failure(transport, Calls.get("/"));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void close_duringACall_endsItWithoutARetry() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (LoopbackServer server = silent(asked);
        HttpTransport transport = open(server, Duration.ofMinutes(10))) {
      CompletableFuture<KmsException> failure =
          inThread(() -> Calls.failure(transport, Calls.get("/")));
      asked.await();
      transport.close();
      assertThat(failure.get().code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(failure.get().isRetryable()).isFalse();
    }
  }

  @Test
  void close_duringABody_endsIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    try (LoopbackServer server =
            LoopbackServer.start(
                (r, c) -> {
                  c.write("HTTP/1.1 200 x\r\nContent-Length: 100\r\n\r\nbegin");
                  begun.countDown();
                  new CountDownLatch(1).await();
                });
        HttpTransport transport = open(server, Duration.ofMinutes(10))) {
      CompletableFuture<KmsException> failure =
          inThread(() -> Calls.failure(transport, Calls.get("/")));
      begun.await();
      transport.close();
      assertThat(failure.get().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
  }

  @Test
  void close_whileACallWaitsItsTurn_endsIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (LoopbackServer server = silent(asked);
        HttpTransport transport =
            HttpTransport.open(
                HttpSettings.builder(server.uri(host))
                    .requestTimeout(Duration.ofMinutes(10))
                    .maxConnections(1)
                    .build())) {
      CompletableFuture<KmsException> first =
          inThread(() -> Calls.failure(transport, Calls.get("/")));
      asked.await();
      CompletableFuture<Throwable> second =
          inThread(() -> Assertions.catchThrowable(() -> transport.send(Calls.get("/"))));
      transport.close();
      assertThat(first.get().code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(second.get()).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void send_afterClose_isIllegalState() {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""))) {
      HttpTransport transport = Calls.open(server.uri(host));
      transport.send(Calls.get("/")).close();
      transport.close();
      transport.close();
      assertThatThrownBy(() -> transport.send(Calls.get("/")))
          .isInstanceOf(IllegalStateException.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void close_idleTransport_endsItsThreads() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok(""))) {
      HttpTransport transport = Calls.open(server.uri(host));
      transport.send(Calls.get("/")).close();
      String prefix = transport.threads().prefix();
      assertThat(threads(prefix)).isNotEmpty();
      transport.close();
      for (Thread thread : threads(prefix)) {
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }

  private static List<Thread> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().startsWith(prefix))
        .toList();
  }

  /** Tasks that wait for a key fill the common pool; it must not be what they wait for. */
  @Test
  void send_fromAFullCommonPool_succeedsAndFails() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<String>> blocked = new ArrayList<>();
    try (LoopbackServer server = LoopbackServer.start(LoopbackServer.ok("answer"));
        HttpTransport transport = Calls.open(server.uri(host));
        HttpTransport lost = HttpTransport.open(HttpSettings.builder(Calls.nobody()).build())) {
      for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
        blocked.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    go.await(50, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return "";
                },
                ForkJoinPool.commonPool()));
      }
      assertThat(Calls.body(transport, Calls.get("/"))).isEqualTo("answer");
      assertThat(Calls.failure(lost, Calls.get("/")).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    } finally {
      go.countDown();
    }
    for (CompletableFuture<String> task : blocked) {
      task.get();
    }
  }

  private static <T> CompletableFuture<T> inThread(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(task.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
