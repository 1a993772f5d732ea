package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.testing.FakeKms;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which failures are tried again, how often and how long. */
class RetryTest {
  private static final EncryptionContext NONE = EncryptionContext.empty();

  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final KmsClient client = fake.client();

  private KmsException failure() {
    return (KmsException) catchThrowable(() -> client.encrypt(new byte[1], NONE));
  }

  @ParameterizedTest
  @EnumSource(names = {"THROTTLED", "UNAVAILABLE", "TIMEOUT"})
  void transientFailure_isTriedFourTimes(ErrorCode code) {
    fake.failNext(code, 9);
    assertThat(failure().code()).isEqualTo(code);
    assertThat(fake.calls()).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"THROTTLED", "UNAVAILABLE", "TIMEOUT"})
  void otherFailure_isFinal(ErrorCode code) {
    fake.failNext(code);
    assertThat(failure().code()).isEqualTo(code);
    assertThat(fake.calls()).hasSize(1);
  }

  @Test
  void backendThatKnowsBetter_decides() {
    fake.failNext(KmsException.builder(ErrorCode.UNAVAILABLE, "sealed").retryable(false).build());
    assertThat(failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
    fake.failNext(KmsException.builder(ErrorCode.INTERNAL, "one node").retryable(true).build());
    client.encrypt(new byte[1], NONE);
    assertThat(fake.calls()).hasSize(3);
  }

  @Test
  void waits_areCappedAndPassOnTheClockOnly() {
    fake.failNext(ErrorCode.THROTTLED, 3);
    client.encrypt(new byte[1], NONE);
    assertThat(fake.clock().elapsed()).isLessThanOrEqualTo(Duration.ofMillis(100 + 200 + 400));
  }

  @Test
  void retryAfter_isObeyed() {
    fake.failNext(throttled(Duration.ofSeconds(9)));
    client.encrypt(new byte[1], NONE);
    assertThat(fake.clock().elapsed()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void retryAfter_beyondTheDeadline_isNotWaitedFor() {
    fake.failNext(throttled(Duration.ofSeconds(30)));
    assertThat(failure().retryAfter()).contains(Duration.ofSeconds(30));
    assertThat(fake.calls()).hasSize(1);
    assertThat(fake.clock().elapsed()).isZero();
  }

  private static KmsException throttled(Duration wait) {
    return KmsException.builder(ErrorCode.THROTTLED, "slow down").retryAfter(wait).build();
  }

  @Test
  void deadline_countsTheCallsToo() {
    fake.latency(Duration.ofSeconds(9)).failNext(ErrorCode.TIMEOUT, 9);
    assertThat(failure().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(fake.calls()).hasSize(3);
  }

  /** Another attempt as slow as the last one would end after the deadline. */
  @Test
  void deadline_leavesNoRoomForASlowAttempt_isTheEnd() {
    fake.latency(Duration.ofSeconds(29)).failNext(ErrorCode.TIMEOUT, 9);
    assertThat(failure().code()).isEqualTo(ErrorCode.TIMEOUT);
    assertThat(fake.calls()).hasSize(1);
  }

  @Test
  void retryAfter_ofAnAbsurdLength_isNotWaitedFor() {
    fake.latency(Duration.ofMillis(1)).failNext(throttled(Duration.ofSeconds(Long.MAX_VALUE)));
    assertThat(failure().code()).isEqualTo(ErrorCode.THROTTLED);
    assertThat(fake.calls()).hasSize(1);
  }

  @Test
  void rotateAndCreate_areNeverTriedAgain() {
    fake.failNext(ErrorCode.TIMEOUT, 2);
    assertThatThrownBy(client::rotateKey).isInstanceOf(KmsUnavailableException.class);
    assertThatThrownBy(client::createKey).isInstanceOf(KmsUnavailableException.class);
    assertThat(fake.calls()).hasSize(2);
    assertThat(client.describeKey().version()).isEqualTo("1");
  }

  /** What may be done twice is tried four times, by whatever call it is asked for. */
  @Test
  void idempotentOperations_areTriedAgain() {
    Ciphertext c = client.encrypt(new byte[1], NONE);
    DataKey key = client.generateDataKey(DataKeySpec.AES_256, NONE);
    List<ThrowingCallable> operations =
        List.of(
            () -> client.encrypt(new byte[1], NONE),
            () -> client.decrypt(c, NONE),
            () -> client.generateDataKey(DataKeySpec.AES_256, NONE),
            () -> client.decryptDataKey(key.wrapped(), NONE),
            () -> client.rewrap(c, NONE),
            () -> client.describeKey(),
            () -> client.rotateKeyEvery(Duration.ofHours(2)),
            () -> client.encryptAll(List.of(new byte[1]), List.of(NONE)).get(0).get(),
            () -> client.decryptAll(List.of(c), List.of(NONE)).get(0).get());
    for (ThrowingCallable operation : operations) {
      fake.forgetCalls();
      fake.failNext(ErrorCode.UNAVAILABLE, 4);
      assertThatThrownBy(operation).isInstanceOf(KmsUnavailableException.class);
      assertThat(fake.calls()).hasSize(4);
    }
  }

  /** A rotation that the server made and whose answer was lost must not be made again. */
  @Test
  void rotation_whoseAnswerIsLost_happensOnce() {
    AtomicInteger rotations = new AtomicInteger();
    StubBackend losing =
        new StubBackend() {
          @Override
          public Set<Capability> capabilities() {
            return Set.of(Capability.DECRYPT, Capability.ROTATE_KEY);
          }

          @Override
          public KeyInfo rotateKey(String keyId) {
            rotations.incrementAndGet();
            throw KmsException.of(ErrorCode.TIMEOUT, "no answer");
          }
        };
    try (Kms kms = Kms.of(losing)) {
      assertThatThrownBy(kms::rotateKey).isInstanceOf(KmsUnavailableException.class);
      assertThat(rotations).hasValue(1);
    }
  }

  @Test
  void offlineBackend_isNotTriedAgain() {
    StubBackend offline =
        new StubBackend() {
          @Override
          public Set<Capability> capabilities() {
            return Set.of(Capability.OFFLINE, Capability.DECRYPT);
          }

          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            calls.incrementAndGet();
            throw KmsException.of(ErrorCode.UNAVAILABLE, "locked");
          }
        };
    try (Kms kms = Kms.of(offline)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[1], NONE))
          .isInstanceOf(KmsUnavailableException.class);
      assertThat(offline.calls).hasValue(1);
    }
  }

  @Test
  void policy_ofASection_winsOverTheDefault() {
    KmsConfig config =
        KmsConfig.builder("s", "fake")
            .set(Map.of("retry_attempts", "2", "retry_deadline", "5s"))
            .build();
    RetryPolicy policy = RetryPolicy.read(config).orDefault(false);
    assertThat(policy).isEqualTo(new RetryPolicy(2, Duration.ofSeconds(5)));
    assertThat(RetryPolicy.read(KmsConfig.builder("s", "fake").build()).orDefault(true).attempts())
        .isEqualTo(1);
  }

  @Test
  void interruptWhileWaiting_endsTheRetriesAndKeepsTheFlag() {
    StubBackend throttled =
        new StubBackend() {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            Thread.currentThread().interrupt();
            throw KmsException.of(ErrorCode.THROTTLED, "slow down");
          }
        };
    try (Kms kms = Kms.builder().backend("stub", throttled).clock(fake.clock()).connect()) {
      assertThatThrownBy(() -> kms.encrypt(new byte[1], NONE))
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED))
          .hasCauseInstanceOf(KmsUnavailableException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
