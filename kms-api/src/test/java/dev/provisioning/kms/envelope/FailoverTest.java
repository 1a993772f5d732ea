package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.FakeKms;
import dev.provisioning.kms.testing.VirtualClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long opening may take when the clients that are asked first do not answer. */
class FailoverTest {
  private static final Duration FOREVER = Duration.ofDays(1);

  /** One fake, so that all its clients share a clock. */
  private final FakeKms fake = FakeKms.create().withKey("k1").withKey("k2").withKey("k3");

  private final VirtualClock clock = fake.clock();

  private EnvelopeBuilder builder() {
    return Envelope.builder(fake.client("k1"))
        .alsoOpenableBy(fake.client("k2"))
        .alsoOpenableBy(fake.client("k3"))
        .clock(clock);
  }

  private byte[] sealed() {
    byte[] sealed = builder().build().seal(plaintext(10), CONTEXT);
    fake.forgetCalls();
    return sealed;
  }

  private static KmsException failure(Envelope envelope, byte[] sealed) {
    return (KmsException) catchThrowable(() -> envelope.open(sealed, CONTEXT));
  }

  @Test
  void open_allHang_asksEachAndEndsInTime() {
    byte[] sealed = sealed();
    fake.latency(FOREVER);
    KmsException failure = failure(builder().build(), sealed);
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure.keyId()).contains("k1");
    assertThat(failure.getSuppressed()).hasSize(2);
    assertThat(fake.calls()).extracting(call -> call.keyId()).containsExactly("k1", "k2", "k3");
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void open_firstHangs_takesItsShareAndTheNextOneOpens() {
    FakeKms dead = FakeKms.create().withKey("k9");
    Envelope envelope =
        Envelope.builder(dead.client())
            .alsoOpenableBy(fake.client("k1"))
            .clock(dead.clock())
            .openWithin(Duration.ofSeconds(8))
            .build();
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    dead.latency(FOREVER);
    assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(dead.clock().elapsed()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void open_firstFailsEarly_leavesItsTimeToTheOthers() {
    byte[] sealed = sealed();
    // 30 s have the three; the other two have the 24 s that the first one leaves.
    fake.disable("k1").latency(Duration.ofSeconds(6));
    assertThat(builder().build().open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    fake.latency(Duration.ofSeconds(11));
    assertThat(failure(builder().build(), sealed).code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(12 + 30));
  }

  /** Waits between repetitions count too: what a client asks for is not given beyond its share. */
  @Test
  void open_serverAsksToWaitLongerThanItsShare_goesOnAtOnce() {
    byte[] sealed = sealed();
    fake.failNext(
        KmsException.builder(ErrorCode.THROTTLED, "slow down")
            .retryAfter(Duration.ofSeconds(12))
            .build());
    assertThat(builder().build().open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(fake.calls()).extracting(call -> call.keyId()).containsExactly("k1", "k2");
    assertThat(clock.elapsed()).isZero();
  }

  /** A backend that does not heed the limit spends everything; it is told as an outage. */
  @Test
  void open_clientSpendsAllTime_endsWithoutAskingTheOthersAndSaysSo() {
    Kms slow =
        Kms.of(
            new ForwardingBackend(new ClearBackend("slow")) {
              @Override
              public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
                clock.advance(Duration.ofMinutes(1));
                throw KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "tampered");
              }
            });
    Envelope envelope =
        Envelope.builder(slow).alsoOpenableBy(fake.client("k1")).clock(clock).build();
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    fake.forgetCalls();
    KmsException failure = failure(envelope, sealed);
    assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(failure).hasMessageContaining("1 of 2 attempts had no turn");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(fake.calls()).isEmpty();
  }

  @Test
  void open_offlineClient_isAskedFirstAndNeverWaitsForAServer() {
    Kms local = Kms.of(new ClearBackend("local", Capability.OFFLINE, Capability.AUTHENTICATED));
    Envelope envelope =
        Envelope.builder(fake.client("k1")).alsoOpenableBy(local).clock(clock).build();
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    fake.latency(FOREVER);
    assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(clock.elapsed()).isZero();
  }

  @Test
  void open_ciphertextThatIsNoEnvelope_isBoundedToo() {
    FakeKms dead = FakeKms.create().withKey("k1");
    byte[] plain = fake.client("k1").encrypt(plaintext(10), CONTEXT).toBytes();
    Envelope envelope =
        Envelope.builder(dead.client("k1"))
            .alsoOpenableBy(fake.client("k1"))
            .clock(dead.clock())
            .build();
    dead.latency(FOREVER);
    assertThat(envelope.open(plain, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(dead.clock().elapsed()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void open_withCache_isBoundedToo() {
    byte[] sealed = sealed();
    fake.latency(FOREVER);
    Envelope cached = builder().cache(CacheLimits.maxAge(Duration.ofMinutes(1))).build();
    assertThat(failure(cached, sealed).code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(clock.elapsed()).isEqualTo(Duration.ofSeconds(30));
  }

  /**
   * The first thread's call hangs; the second one waits for it no longer than for one of its own.
   */
  @Test
  @Timeout(60)
  void open_anotherThreadHangsInTheCall_isOpenedByTheNextClient() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Kms hanging =
        Kms.of(
            new ForwardingBackend(new ClearBackend("hanging")) {
              @Override
              public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
                asked.countDown();
                try {
                  end.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                return super.decrypt(ciphertext, context);
              }
            });
    Envelope envelope =
        Envelope.builder(hanging)
            .alsoOpenableBy(fake.client("k1"))
            .openWithin(Duration.ofSeconds(1))
            .cache(CacheLimits.maxAge(Duration.ofMinutes(1)))
            .build();
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<byte[]> first = thread.submit(() -> envelope.open(sealed, CONTEXT));
      asked.await();
      assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
      assertThat(first).isNotDone();
      end.countDown();
      assertThat(first.get()).isEqualTo(plaintext(10));
    } finally {
      end.countDown();
      thread.shutdownNow();
    }
  }

  @Test
  void openWithin_outOfRange_isRefused() {
    for (Duration wrong :
        new Duration[] {Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2)}) {
      assertThatThrownBy(() -> builder().openWithin(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
