package dev.provisioning.kms.cosmian.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expects errors. */
final class Refused {
  private Refused() {}

  static KmsException with(ErrorCode code, ThrowingCallable call) {
    KmsException refusal = any(call);
    assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
    return refusal;
  }

  static KmsException any(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(KmsException.class);
    return (KmsException) thrown;
  }
}
