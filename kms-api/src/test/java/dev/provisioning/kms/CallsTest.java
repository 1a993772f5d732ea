package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.testing.FakeKms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What listeners hear, and how failures get their place. */
class CallsTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,row=7");

  private final FakeKms fake = FakeKms.create().withKey("k1").latency(Duration.ofMillis(20));
  private final List<KmsEvent> events = new ArrayList<>();

  private Kms open(KmsListener... listeners) {
    KmsBuilder builder = Kms.builder().backend("main", fake.backend("k1")).clock(fake.clock());
    for (KmsListener listener : listeners) {
      builder.listener(listener);
    }
    return builder.connect();
  }

  @Test
  void event_ofASuccess_saysWhatWasDone() {
    try (Kms kms = open(events::add)) {
      Ciphertext made = kms.encrypt(new byte[5], CONTEXT);
      assertThat(events)
          .containsExactly(
              new KmsEvent(
                  KmsOperation.ENCRYPT,
                  "fake",
                  "k1",
                  "1",
                  List.of("env", "row"),
                  5,
                  made.blob().length,
                  Optional.empty(),
                  Duration.ofMillis(20),
                  1));
    }
  }

  @Test
  void event_ofARetriedFailure_isOneAndCountsTheAttempts() {
    try (Kms kms = open(events::add)) {
      fake.failNext(ErrorCode.TIMEOUT, 4);
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT))
          .isInstanceOf(KmsUnavailableException.class);
      assertThat(events).hasSize(1);
      assertThat(events.get(0).outcome()).contains(ErrorCode.TIMEOUT);
      assertThat(events.get(0).attempts()).isEqualTo(4);
      assertThat(events.get(0).duration()).isGreaterThanOrEqualTo(Duration.ofMillis(80));
      assertThat(events.get(0).outputBytes()).isZero();
    }
  }

  @Test
  void event_ofADataKey_namesNoReservedEntry() {
    try (Kms kms = open(events::add)) {
      kms.decryptDataKey(kms.generateDataKey(DataKeySpec.AES_256, CONTEXT).wrapped(), CONTEXT);
      assertThat(events)
          .extracting(KmsEvent::operation)
          .containsExactly(KmsOperation.GENERATE_DATA_KEY, KmsOperation.DECRYPT_DATA_KEY);
      assertThat(events).allMatch(e -> e.contextKeys().equals(List.of("env", "row")));
    }
  }

  @Test
  void event_ofARefusalBeforeAnyCall_hasNoAttempt() {
    try (Kms kms = open(events::add)) {
      Ciphertext foreign = Ciphertext.of("fake", "k2", "", new byte[7]);
      assertThatThrownBy(() -> kms.encrypt(new byte[4097], CONTEXT))
          .isInstanceOf(KmsException.class);
      assertThatThrownBy(() -> kms.decrypt(foreign, CONTEXT)).isInstanceOf(KmsException.class);
      assertThat(events)
          .extracting(e -> e.outcome().orElseThrow())
          .containsExactly(ErrorCode.TOO_LARGE, ErrorCode.ACCESS_DENIED);
      assertThat(events).allMatch(e -> e.attempts() == 0 && e.contextKeys().size() == 2);
      assertThat(fake.calls()).isEmpty();
    }
  }

  @Test
  void listeners_areCalledInTheirOrder() {
    List<String> heard = new ArrayList<>();
    try (Kms kms = open(e -> heard.add("first"), e -> heard.add("second"))) {
      kms.describeKey();
      assertThat(heard).containsExactly("first", "second");
    }
  }

  /** An audit that cannot record refuses; the backend is not called again for that. */
  @Test
  void listenerThatThrows_endsTheOperation() {
    IllegalStateException full = new IllegalStateException("disk full");
    KmsListener audit =
        event -> {
          throw full;
        };
    try (Kms kms = open(audit)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT))
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("a listener refused the operation")
          .hasCause(full);
      assertThat(fake.calls()).hasSize(1);
    }
  }

  @Test
  void listenerThatThrowsARetryableError_isNotTakenForTheBackends() {
    KmsListener audit =
        event -> {
          throw KmsException.of(ErrorCode.UNAVAILABLE, "audit server");
        };
    try (Kms kms = open(audit)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT))
          .hasMessageContaining("audit server")
          .satisfies(e -> assertThat(((KmsException) e).code()).isEqualTo(ErrorCode.UNAVAILABLE))
          .satisfies(e -> assertThat(((KmsException) e).isRetryable()).isFalse());
      assertThat(fake.calls()).hasSize(1);
    }
  }

  @Test
  void listenerThatThrowsAfterAFailure_isSuppressedUnderIt() {
    IllegalStateException full = new IllegalStateException("disk full");
    KmsListener audit =
        event -> {
          throw full;
        };
    fake.disable("k1");
    try (Kms kms = open(audit)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT))
          .isInstanceOf(KeyAccessException.class)
          .satisfies(e -> assertThat(e.getSuppressed()[0]).hasCause(full));
    }
  }

  @Test
  void plaintext_isWipedWhenAListenerRefusesIt() {
    byte[] plaintext = {1, 2, 3};
    StubBackend backend =
        new StubBackend() {
          @Override
          public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
            return plaintext;
          }
        };
    KmsListener audit =
        event -> {
          throw new IllegalStateException("disk full");
        };
    try (Kms kms = Kms.builder().backend("stub", backend).listener(audit).connect()) {
      Ciphertext made = Ciphertext.of("stub", "k1", "1", new byte[1]);
      assertThatThrownBy(() -> kms.decrypt(made, CONTEXT)).hasRootCauseMessage("disk full");
      assertThat(plaintext).containsOnly(0);
    }
  }

  @Test
  void foreignException_becomesInternalWithItsClassAndNotItsText() {
    StubBackend broken =
        new StubBackend() {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            throw new NoClassDefFoundError("com/example/token=s3cret");
          }
        };
    try (Kms kms = Kms.of(broken)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT))
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
          .hasMessageContaining("java.lang.NoClassDefFoundError")
          .hasMessageNotContaining("s3cret")
          .hasCauseInstanceOf(NoClassDefFoundError.class);
    }
  }

  @Test
  void backend_thatMakesAnotherScheme_isADefect() {
    StubBackend lying =
        new StubBackend() {
          @Override
          public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
            return Ciphertext.of("other", keyId, "", new byte[1]);
          }
        };
    try (Kms kms = Kms.of(lying)) {
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT))
          .isInstanceOfSatisfying(
              KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL));
    }
  }

  /** The backend is closed by then and may have dropped what it would need to answer. */
  @Test
  void toString_asksNoBackend() {
    StubBackend forgetful =
        new StubBackend() {
          private boolean closed;

          @Override
          public String defaultKey() {
            if (closed) {
              throw new IllegalStateException("closed");
            }
            return "k1";
          }

          @Override
          public void close() {
            closed = true;
          }
        };
    Kms kms = Kms.of(forgetful);
    KmsClient section = kms.backend("stub");
    KmsClient view = kms.forKey("k1");
    kms.close();
    assertThat(kms).hasToString("Kms[stub]");
    assertThat(section).hasToString("KmsClient[stub]");
    assertThat(view).hasToString("KmsClient[stub, k1]");
  }
}
