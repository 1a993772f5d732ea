package dev.provisioning.kms.spi.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What carries an exchange can be stopped, and takes no interrupt away that is not its own. */
@Timeout(60)
class CarriageTest {
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

  private void waitForever() throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      interrupted.complete(true);
      throw e;
    }
  }

  @Test
  void stop_callersThread_endsTheSendingAndLeavesNoFlag() throws Exception {
    CompletableFuture<Carriage> carriage = new CompletableFuture<>();
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              Carriage own = new Carriage.CallersThread();
              carriage.complete(own);
              own.start(this::waitForever);
              flag.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    begun.await();
    carriage.get().stop();
    assertThat(flag.get()).isFalse();
    assertThat(interrupted.get()).isTrue();
  }

  @Test
  void interrupt_callersThreadByOthers_endsTheSendingAndKeepsTheFlag() throws Exception {
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              new Carriage.CallersThread().start(this::waitForever);
              flag.complete(Thread.currentThread().isInterrupted());
            });
    caller.start();
    begun.await();
    caller.interrupt();
    assertThat(flag.get()).isTrue();
  }

  @Test
  void stop_callersThreadBefore_sendsNothing() {
    Carriage carriage = new Carriage.CallersThread();
    carriage.stop();
    AtomicBoolean sent = new AtomicBoolean();
    carriage.start(() -> sent.set(true));
    assertThat(sent).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void stop_callersThreadAfterwards_interruptsNobody() {
    Carriage carriage = new Carriage.CallersThread();
    carriage.start(() -> {});
    carriage.stop();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void stop_otherThread_endsTheSending() throws Exception {
    Threads threads = new Threads();
    Carriage carriage = new Carriage.OtherThread(threads);
    carriage.start(this::waitForever);
    begun.await();
    carriage.stop();
    assertThat(interrupted.get()).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void stop_otherThreadBefore_isNothing() throws Exception {
    Carriage carriage = new Carriage.OtherThread(new Threads());
    carriage.stop();
    carriage.start(begun::countDown);
    begun.await();
    assertThat(begun.getCount()).isZero();
  }
}
