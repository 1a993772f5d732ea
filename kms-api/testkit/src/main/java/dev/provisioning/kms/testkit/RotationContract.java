package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Promise 2: nothing is lost by a rotation. */
interface RotationContract extends Contract {
  /** By the client, else by the backend's own means; false if this key cannot be rotated at all. */
  private boolean rotated() {
    if (kms().capabilities().contains(Capability.ROTATE_KEY)) {
      kms().rotateKey();
      return true;
    }
    Expect.refusal(ErrorCode.UNSUPPORTED, () -> kms().rotateKey());
    if (!fixture().subject().rotate()) {
      return false;
    }
    // What a client remembers of a key it remembers for 60 seconds.
    fixture().clock().advance(Duration.ofSeconds(61));
    return true;
  }

  @Test
  default void rotation_keepsOldCiphertextsReadable() {
    Ciphertext old = kms().encrypt(Samples.secret(), CONTEXT);
    rotated();
    assertThat(kms().decrypt(old, CONTEXT)).isEqualTo(Samples.secret());
    assertThat(fixture().reopened().decrypt(old, CONTEXT)).isEqualTo(Samples.secret());
  }

  @Test
  default void rotation_keepsOldDataKeysReadable() {
    try (DataKey old = kms().generateDataKey(DataKeySpec.AES_256, CONTEXT)) {
      rotated();
      try (DataKey again = kms().decryptDataKey(old.wrapped(), CONTEXT)) {
        assertThat(again.key().getEncoded()).isEqualTo(old.key().getEncoded());
      }
    }
  }

  @Test
  default void rotation_isSeenInNewCiphertexts() {
    Ciphertext old = kms().encrypt(Samples.secret(), CONTEXT);
    boolean changed = rotated();
    Ciphertext next = kms().encrypt(Samples.secret(), CONTEXT);
    boolean another =
        !next.keyId().equals(old.keyId()) || !next.keyVersion().equals(old.keyVersion());
    assertThat(another).isEqualTo(changed);
  }

  @Test
  default void needsRewrap_isTrueAfterARotationUntilRewrapped() {
    Ciphertext old = kms().encrypt(Samples.secret(), CONTEXT);
    assertThat(kms().needsRewrap(old)).isFalse();
    boolean changed = rotated();
    assertThat(kms().needsRewrap(old)).isEqualTo(changed);
    Ciphertext moved = kms().rewrap(old, CONTEXT);
    assertThat(kms().needsRewrap(moved)).isFalse();
    assertThat(kms().decrypt(moved, CONTEXT)).isEqualTo(Samples.secret());
    assertThat(kms().decrypt(old, CONTEXT)).isEqualTo(Samples.secret());
  }
}
