package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Expectations of refusals. */
final class Expect {
  private Expect() {}

  static KmsException refusal(ErrorCode code, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(KmsException.class);
    KmsException refusal = (KmsException) thrown;
    assertThat(refusal.code()).as(refusal.toString()).isEqualTo(code);
    return refusal;
  }

  static KmsException refusal(ErrorCode code, KmsResult<?> result) {
    return refusal(code, result::get);
  }
}
