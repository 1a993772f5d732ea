package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KmsExceptionTest {
  @SuppressWarnings("BanSerializableRead") // what this test just wrote
  private static KmsException travelled(KmsException e) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(e);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (KmsException) in.readObject();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, KmsException, false",
    "CONFIGURATION, KmsConfigurationException, false",
    "KEY_NOT_FOUND, KeyAccessException, false",
    "KEY_DISABLED, KeyAccessException, false",
    "UNAUTHENTICATED, KeyAccessException, false",
    "ACCESS_DENIED, KeyAccessException, false",
    "INVALID_CIPHERTEXT, InvalidCiphertextException, false",
    "UNSUPPORTED, KmsException, false",
    "TOO_LARGE, KmsException, false",
    "THROTTLED, KmsUnavailableException, true",
    "UNAVAILABLE, KmsUnavailableException, true",
    "TIMEOUT, KmsUnavailableException, true",
    "INTERRUPTED, KmsException, false",
    "INTERNAL, KmsException, false",
  })
  void of_code_picksSubclassAndRetryability(ErrorCode code, String type, boolean retryable) {
    KmsException e = KmsException.of(code, "message");
    assertThat(e.getClass().getSimpleName()).isEqualTo(type);
    assertThat(e.code()).isEqualTo(code);
    assertThat(e.isRetryable()).isEqualTo(retryable);
  }

  @Test
  void in_fillsWhatIsMissingAndTheInnermostWins() {
    KmsException inner =
        KmsException.of(ErrorCode.TIMEOUT, "m").in(KmsOperation.DECRYPT, "vault", null);
    KmsException outer = inner.in(KmsOperation.REWRAP, "aws", "k1");
    assertThat(outer.operation()).contains(KmsOperation.DECRYPT);
    assertThat(outer.backend()).contains("vault");
    assertThat(outer.keyId()).contains("k1");
    assertThat(inner.keyId()).isEmpty();
  }

  @Test
  void in_keepsStackCauseAndSuppressed() {
    IOException cause = new IOException("driver");
    KmsException e = KmsException.of(ErrorCode.UNAVAILABLE, "m", cause);
    e.addSuppressed(new IOException("close"));
    KmsException placed = e.in(KmsOperation.ENCRYPT, "vault", "k1");
    assertThat(placed.getStackTrace()).isEqualTo(e.getStackTrace());
    assertThat(placed).hasCause(cause);
    assertThat(placed.getSuppressed()).isEqualTo(e.getSuppressed());
  }

  @Test
  void serialized_keepsItsDetails() throws Exception {
    KmsException e =
        KmsException.builder(ErrorCode.THROTTLED, "slow down")
            .retryAfter(Duration.ofSeconds(3))
            .requestId("r-1")
            .retryable(false)
            .build()
            .in(KmsOperation.ENCRYPT, "aws", "k1");
    KmsException there = travelled(e);
    assertThat(there).isInstanceOf(KmsUnavailableException.class).hasMessage("slow down");
    assertThat(there.code()).isEqualTo(ErrorCode.THROTTLED);
    assertThat(there.isRetryable()).isFalse();
    assertThat(there.retryAfter()).contains(Duration.ofSeconds(3));
    assertThat(there.requestId()).contains("r-1");
    assertThat(there.operation()).contains(KmsOperation.ENCRYPT);
    assertThat(there.backend()).contains("aws");
    assertThat(there.keyId()).contains("k1");
    assertThat(there.getStackTrace()).isEqualTo(e.getStackTrace());
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void serialized_withoutDetails_isTheSame(ErrorCode code) throws Exception {
    KmsException there = travelled(KmsException.of(code, "m"));
    assertThat(there.code()).isEqualTo(code);
    assertThat(there.operation()).isEmpty();
    assertThat(there.getCause()).isNull();
  }

  /** A driver's exception that cannot be serialized, of a class that the receiver may not have. */
  static final class DriverException extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // on purpose
    private final Object connection = new Object();

    DriverException(String message) {
      super(message);
    }

    Object connection() {
      return connection;
    }
  }

  @Test
  void serialized_foreignCausesAndSuppressed_travelAsTheirClassNames() throws Exception {
    KmsException e = KmsException.of(ErrorCode.INTERNAL, "m", new DriverException("refused"));
    e.addSuppressed(KmsException.of(ErrorCode.TIMEOUT, "second try"));
    e.addSuppressed(new DriverException("third try"));
    KmsException there = travelled(e);
    assertThat(there.getCause()).isExactlyInstanceOf(RuntimeException.class);
    assertThat(there.getCause()).hasMessage(DriverException.class.getName());
    assertThat(there.getSuppressed()[0]).isInstanceOf(KmsUnavailableException.class);
    assertThat(there.getSuppressed()[1]).isExactlyInstanceOf(RuntimeException.class);
  }

  /** A driver's message may hold a token or an address. */
  @Test
  void serialized_chainOfForeignCauses_keepsClassesAndLosesMessages() throws Exception {
    Exception driver = new IllegalStateException("token=s3cret", new DriverException("s3cret"));
    Throwable there = travelled(KmsException.of(ErrorCode.INTERNAL, "m", driver)).getCause();
    assertThat(there)
        .hasMessage(IllegalStateException.class.getName())
        .cause()
        .hasMessage(DriverException.class.getName());
  }

  @Test
  void retryAfter_ofADateThatHasPassed_isNone() {
    KmsException e =
        KmsException.builder(ErrorCode.THROTTLED, "m").retryAfter(Duration.ofSeconds(-5)).build();
    assertThat(e.retryAfter()).contains(Duration.ZERO);
  }

  @Test
  @SuppressWarnings("NullAway")
  void builder_nulls_areRefused() {
    assertThatThrownBy(() -> KmsException.of(null, "m")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> KmsException.of(ErrorCode.INTERNAL, null))
        .isInstanceOf(NullPointerException.class);
  }
}
