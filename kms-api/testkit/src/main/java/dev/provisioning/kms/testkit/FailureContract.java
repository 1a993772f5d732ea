package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.KmsUnavailableException;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 6: errors tell what to do. */
interface FailureContract extends Contract {
  @ParameterizedTest
  @EnumSource(
      names = {"KEY_NOT_FOUND", "KEY_DISABLED", "UNAUTHENTICATED", "ACCESS_DENIED", "UNAVAILABLE"})
  default void failure_arrivesWithCodeOperationBackendAndKey(ErrorCode code) {
    KmsBackend backend = fixture().subject().openFailing(code).orElseGet(() -> inItsPlace(code));
    Kms failing = fixture().open(backend);
    KmsException e = Expect.refusal(code, () -> failing.encrypt(Samples.secret(), CONTEXT));
    assertThat(e)
        .isInstanceOf(
            code == ErrorCode.UNAVAILABLE
                ? KmsUnavailableException.class
                : KeyAccessException.class);
    assertThat(e.operation()).contains(KmsOperation.ENCRYPT);
    assertThat(e.backend()).contains(backend.scheme());
    assertThat(e.keyId()).contains(backend.defaultKey());
    assertThat(e.getMessage()).isNotBlank();
    if (code != ErrorCode.UNAVAILABLE) {
      assertThat(e.isRetryable()).isFalse();
    }
    assertThat(failing.health(Duration.ofSeconds(5)).status()).isNotEqualTo(Health.Status.UP);
  }

  private KmsBackend inItsPlace(ErrorCode code) {
    KmsBackend real = fixture().subject().open();
    return new FailingBackend(real, () -> KmsException.of(code, "no such luck"));
  }

  @Test
  default void failure_foreign_isADefectAndKeepsItsCause() {
    RuntimeException defect = new IllegalStateException(Samples.SECRET);
    KmsBackend real = fixture().subject().open();
    Kms failing = fixture().open(new FailingBackend(real, () -> defect));
    KmsException e =
        Expect.refusal(ErrorCode.INTERNAL, () -> failing.encrypt(Samples.secret(), CONTEXT));
    assertThat(e).hasCause(defect).hasMessageNotContaining(Samples.SECRET);
  }
}
