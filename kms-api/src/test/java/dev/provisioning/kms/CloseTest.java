package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Closing: what is under way ends first, nothing is called afterwards, everything is closed. */
class CloseTest {
  private static final EncryptionContext NONE = EncryptionContext.empty();

  @Test
  void close_waitsForACallUnderWay() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<String> order = new ArrayList<>();
    StubBackend slow =
        new StubBackend() {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            inside.countDown();
            await(go);
            order.add("call ended");
            return super.encrypt(keyId, plaintext, context);
          }

          @Override
          public void close() {
            order.add("closed");
          }
        };
    Kms kms = Kms.of(slow);
    // Threads of our own: the common pool may have one, which the call occupies.
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Ciphertext> call = threads.submit(() -> kms.encrypt(new byte[1], NONE));
      inside.await();
      Future<?> closing = threads.submit(kms::close);
      while (!isClosed(kms)) {
        Thread.onSpinWait();
      }
      go.countDown();
      closing.get();
      assertThat(call.get()).isNotNull();
    } finally {
      threads.shutdownNow();
    }
    assertThat(order).containsExactly("call ended", "closed");
  }

  @Test
  void close_betweenTwoAttempts_endsTheOperation() {
    StubBackend failing =
        new StubBackend() {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            calls.incrementAndGet();
            throw KmsException.of(ErrorCode.UNAVAILABLE, "down");
          }
        };
    ClosingClock clock = new ClosingClock();
    Kms kms = Kms.builder().backend("stub", failing).clock(clock).connect();
    clock.kms = kms;
    assertThatThrownBy(() -> kms.encrypt(new byte[1], NONE))
        .isInstanceOf(IllegalStateException.class);
    assertThat(failing.calls).hasValue(1);
  }

  @Test
  void close_oneBackendThrowsAnError_closesTheOthers() {
    List<String> closed = new ArrayList<>();
    Kms kms =
        Kms.builder()
            .backend("one", closing("one", closed, null))
            .backend("two", closing("two", closed, new NoClassDefFoundError("gone")))
            .backend("three", closing("three", closed, null))
            .connect();
    assertThatThrownBy(kms::close).isInstanceOf(NoClassDefFoundError.class);
    assertThat(closed).containsExactly("three", "two", "one");
    kms.close();
  }

  @Test
  void connect_thatFails_closesTheBackendsItWasGiven() {
    List<String> closed = new ArrayList<>();
    KmsBuilder builder =
        Kms.builder().backend("one", closing("one", closed, null)).requireEnvironment("prod");
    assertThatThrownBy(builder::connect).isInstanceOf(KmsConfigurationException.class);
    assertThat(closed).containsExactly("one");
    assertThatThrownBy(builder::connect).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void backend_sameSectionTwice_isRefused() {
    KmsBuilder builder = Kms.builder().backend("one", new StubBackend());
    assertThatThrownBy(() -> builder.backend("one", new StubBackend()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static StubBackend closing(String name, List<String> closed, @Nullable Error failure) {
    return new StubBackend() {
      @Override
      public void close() {
        closed.add(name);
        if (failure != null) {
          throw failure;
        }
      }
    };
  }

  private static boolean isClosed(Kms kms) {
    try {
      kms.capabilities();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes its Kms when the first retry is waited for. */
  private static final class ClosingClock implements KmsClock {
    private @Nullable Kms kms;

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanoTime() {
      return 0;
    }

    @Override
    public void sleep(Duration duration) {
      Objects.requireNonNull(kms).close();
    }
  }
}
