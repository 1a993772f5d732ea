package dev.provisioning.kms.testkit.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testing.FakeKms;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Blocking calls on an executor. On a JDK with virtual threads the executor is {@code
 * Executors.newVirtualThreadPerTaskExecutor()}; nothing else changes.
 */
class TimeoutTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("job", "7");

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void manyCalls_runSideBySide() throws Exception {
    KmsClient kms = FakeKms.create().client();
    List<Future<Ciphertext>> running =
        IntStream.range(0, 100)
            .mapToObj(i -> executor.submit(() -> kms.encrypt(new byte[] {(byte) i}, CONTEXT)))
            .toList();
    for (int i = 0; i < running.size(); i++) {
      assertThat(kms.decrypt(running.get(i).get(), CONTEXT)).containsExactly((byte) i);
    }
  }

  /** Whoever gives up cancels; the call ends with INTERRUPTED instead of blocking its thread. */
  @Test
  void aCallGivenUp_isInterrupted() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<ErrorCode> code = new AtomicReference<>();
    KmsBackend slow = new SlowBackend(FakeKms.create().withKey("k").backend("k"), started);
    try (Kms kms = Kms.of(slow)) {
      Future<?> running =
          executor.submit(
              () -> {
                try {
                  kms.encrypt(new byte[1], CONTEXT);
                } catch (KmsException e) {
                  code.set(e.code());
                } finally {
                  ended.countDown();
                }
              });
      assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();

      running.cancel(true);

      assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
      assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(code).hasValue(ErrorCode.INTERRUPTED);
    }
  }
}
