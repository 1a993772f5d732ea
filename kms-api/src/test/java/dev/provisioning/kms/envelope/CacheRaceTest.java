package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The limits of a cache when many threads come before its key does. */
class CacheRaceTest {
  private static final int THREADS = 8;
  private static final CacheLimits TEN_MINUTES = CacheLimits.maxAge(Duration.ofMinutes(10));

  private final AtomicInteger calls = new AtomicInteger();

  /** Answers when all threads have asked the cache. */
  private Envelope slow(CacheLimits limits) {
    Envelope[] self = new Envelope[1];
    self[0] =
        Envelope.builder(
                Kms.of(
                    new ForwardingBackend(new ClearBackend("clear")) {
                      @Override
                      public Ciphertext encrypt(
                          String keyId, byte[] plaintext, EncryptionContext context) {
                        while (asked(self[0]) < THREADS) {
                          Thread.onSpinWait();
                        }
                        return super.encrypt(keyId, plaintext, context);
                      }
                    }))
            .cache(limits)
            .build();
    return self[0];
  }

  private static long asked(Envelope envelope) {
    CacheStatistics statistics = envelope.cacheStatistics();
    return statistics.hits() + statistics.misses();
  }

  /** How many messages each data key has sealed. */
  private static Map<List<Ciphertext>, Integer> uses(Envelope envelope, int bytes)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      Callable<byte[]> seal = () -> envelope.seal(plaintext(bytes), CONTEXT);
      Map<List<Ciphertext>, Integer> uses = new HashMap<>();
      for (Future<byte[]> one : pool.invokeAll(Collections.nCopies(THREADS, seal))) {
        byte[] sealed = one.get();
        assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(bytes));
        uses.merge(Envelope.inspect(sealed).keys(), 1, Integer::sum);
      }
      return uses;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void seal_threadsThatMissTogether_keepToTheLimitOfMessages() throws Exception {
    assertThat(uses(slow(TEN_MINUTES.maxMessages(2)), 5).values()).containsOnly(2).hasSize(4);
  }

  @Test
  void seal_threadsThatMissTogether_keepToTheLimitOfBytes() throws Exception {
    assertThat(uses(slow(TEN_MINUTES.maxBytes(40)), 10).values()).containsOnly(4).hasSize(2);
  }

  /** A backend that was stopped by others than the caller is not asked again and again. */
  @Test
  void seal_callThatSaysInterrupted_isNotRepeatedForever() {
    Kms client =
        Kms.of(
            new ForwardingBackend(new ClearBackend("clear")) {
              @Override
              public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
                if (calls.incrementAndGet() < 1000) {
                  throw KmsException.of(ErrorCode.INTERRUPTED, "stopped");
                }
                return super.encrypt(keyId, plaintext, context);
              }
            });
    Envelope envelope = Envelope.builder(client).cache(TEN_MINUTES).build();
    assertThatThrownBy(() -> envelope.seal(plaintext(3), CONTEXT))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(calls).hasValue(1);
  }

  @Test
  void sealTo_streamThatIsGivenUp_countsWhatItHasSealed() throws IOException {
    Envelope envelope =
        Envelope.builder(counting())
            .cache(TEN_MINUTES.maxBytes(1000))
            .executor(refresh -> {})
            .build();
    EnvelopeOutputStream stream = envelope.sealTo(OutputStream.nullOutputStream(), CONTEXT);
    stream.write(plaintext(900));
    assertThatThrownBy(stream::close).hasMessageContaining("finish");
    envelope.seal(plaintext(100), CONTEXT);
    assertThat(calls).hasValue(1);
    envelope.seal(plaintext(1), CONTEXT);
    assertThat(calls).hasValue(2);
  }

  private Kms counting() {
    return Kms.of(
        new ForwardingBackend(new ClearBackend("clear")) {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            calls.incrementAndGet();
            return super.encrypt(keyId, plaintext, context);
          }
        });
  }
}
