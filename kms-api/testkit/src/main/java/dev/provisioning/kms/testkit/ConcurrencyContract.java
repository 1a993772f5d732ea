package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One client for many threads; an interrupt is not swallowed. */
interface ConcurrencyContract extends Contract {
  private static Callable<Boolean> work(KmsClient client, int thread) {
    return () -> {
      for (int round = 0; round < 10; round++) {
        byte[] plaintext = Samples.bytes(thread * 64 + round);
        EncryptionContext context = EncryptionContext.of("thread", thread + "-" + round);
        if (!Arrays.equals(
            plaintext, client.decrypt(client.encrypt(plaintext, context), context))) {
          return false;
        }
      }
      try (DataKey key = client.generateDataKey(DataKeySpec.AES_256, CONTEXT);
          DataKey again = client.decryptDataKey(key.wrapped(), CONTEXT)) {
        return key.key().equals(again.key());
      }
    };
  }

  @Test
  default void sixteenThreads_onOneClient_doNotMix() throws Exception {
    KmsClient client = kms();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Boolean>> all =
          IntStream.range(0, 16).mapToObj(thread -> work(client, thread)).toList();
      for (Future<Boolean> done : threads.invokeAll(all)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A call may finish or refuse, but the flag must survive either. */
  @Test
  default void interrupt_keepsTheFlag() {
    KmsClient client = kms();
    boolean flag;
    Thread.currentThread().interrupt();
    try {
      client.encrypt(Samples.secret(), CONTEXT);
    } catch (KmsException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
      assertThat(e.isRetryable()).isFalse();
    } finally {
      flag = Thread.interrupted();
    }
    assertThat(flag).isTrue();
    assertThat(client.decrypt(client.encrypt(Samples.secret(), CONTEXT), CONTEXT))
        .isEqualTo(Samples.secret());
  }
}
