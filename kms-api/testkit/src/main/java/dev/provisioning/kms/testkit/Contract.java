package dev.provisioning.kms.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
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

  /**
   * The code for a ciphertext of a key that is not allowed. Only a backend that calls nobody may
   * leave it to its cryptography what it opens: a file of age has many recipients.
   */
  default ErrorCode notAllowed(Ciphertext foreign) {
    boolean tried =
        kms().capabilities().contains(Capability.OFFLINE)
            && fixture().backend().opens(foreign.keyId());
    return tried ? ErrorCode.INVALID_CIPHERTEXT : ErrorCode.ACCESS_DENIED;
  }

  /** Expects that refusal, and that no server heard of it. */
  default KmsException assertNotAllowed(Ciphertext foreign, ThrowingCallable call) {
    int before = fixture().backend().calls();
    KmsException refusal = Expect.refusal(notAllowed(foreign), call);
    if (refusal.code() == ErrorCode.ACCESS_DENIED) {
      assertThat(fixture().backend().calls()).isEqualTo(before);
    }
    return refusal;
  }
}
