package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What every theme of the contract builds on. */
interface Contract {
  Fixture fixture();

  /** The backend under test on its first key. */
  default Kms kms() {
    return fixture().kms();
  }

  /** Expects that a ciphertext of a key that is not allowed is refused before any call. */
  default KmsException assertNotAllowed(ThrowingCallable call) {
    int before = fixture().backend().calls();
    KmsException refusal = Expect.refusal(ErrorCode.ACCESS_DENIED, call);
    assertThat(fixture().backend().calls()).isEqualTo(before);
    return refusal;
  }
}
