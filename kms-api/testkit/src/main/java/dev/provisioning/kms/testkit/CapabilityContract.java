package dev.provisioning.kms.testkit;

import static dev.provisioning.kms.testkit.Samples.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a backend says it can do, it does; what it does not say, it refuses. */
interface CapabilityContract extends Contract {
  private boolean can(Capability capability) {
    return kms().capabilities().contains(capability);
  }

  @Test
  default void capabilities_areAnImmutableSet() {
    Set<Capability> capabilities = kms().capabilities();
    assertThat(capabilities).contains(Capability.DECRYPT);
    assertThatThrownBy(capabilities::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  default void keyVersions_standInCiphertextAndDescription() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    KeyInfo info = kms().describeKey();
    assertThat(info.state()).isEqualTo(KeyInfo.State.ENABLED);
    assertThat(info.algorithm()).isNotBlank();
    if (can(Capability.KEY_VERSIONS)) {
      assertThat(made.keyVersion()).isNotEmpty().isEqualTo(info.version());
    } else {
      assertThat(kms().needsRewrap(made)).isFalse();
    }
  }

  @Test
  default void keyVersion_inTheHeader_mustBeTheOneInTheBlob() {
    Ciphertext made = kms().encrypt(Samples.secret(), CONTEXT);
    Ciphertext lying = Ciphertext.of(made.backend(), made.keyId(), "999999", made.blob());
    Expect.refusal(ErrorCode.INVALID_CIPHERTEXT, () -> kms().decrypt(lying, CONTEXT));
  }

  @Test
  default void createKey_ofAnExistingKey_describesItOrIsRefused() {
    Ciphertext before = kms().encrypt(Samples.secret(), CONTEXT);
    if (can(Capability.CREATE_KEY)) {
      assertThat(kms().createKey()).isEqualTo(kms().describeKey());
    } else {
      Expect.refusal(ErrorCode.UNSUPPORTED, () -> kms().createKey());
    }
    assertThat(kms().decrypt(before, CONTEXT)).isEqualTo(Samples.secret());
  }

  /** A new version, or a new id where keys have no versions. */
  @Test
  default void rotateKey_makesANewVersionOrIsRefused() {
    KeyInfo before = kms().describeKey();
    if (can(Capability.ROTATE_KEY)) {
      KeyInfo rotated = kms().rotateKey();
      boolean sameVersion = rotated.version().equals(before.version());
      boolean sameKey = rotated.keyId().equals(before.keyId());
      assertThat(sameVersion && sameKey).isFalse();
      assertThat(sameVersion).isNotEqualTo(can(Capability.KEY_VERSIONS));
      assertThat(kms().describeKey().version()).isEqualTo(rotated.version());
      assertThat(kms().describeKey().keyId()).isEqualTo(rotated.keyId());
    } else {
      Expect.refusal(ErrorCode.UNSUPPORTED, () -> kms().rotateKey());
      assertThat(kms().describeKey().version()).isEqualTo(before.version());
    }
  }

  @Test
  default void rotateKeyEvery_setsAnIntervalAndEndsItOrIsRefused() {
    Duration quarter = Duration.ofDays(90);
    KeyInfo before = kms().describeKey();
    if (can(Capability.SCHEDULED_ROTATION)) {
      KeyInfo scheduled = kms().rotateKeyEvery(quarter);
      assertThat(scheduled.version()).isEqualTo(before.version());
      assertThat(scheduled.details()).isNotEqualTo(before.details());
      assertThat(kms().describeKey().details()).isEqualTo(scheduled.details());
      assertThat(kms().rotateKeyEvery(Duration.ZERO).details()).isEqualTo(before.details());
    } else {
      Expect.refusal(ErrorCode.UNSUPPORTED, () -> kms().rotateKeyEvery(quarter));
    }
  }

  @Test
  default void rotateKeyEvery_negativeInterval_isInvalidBeforeAnyCall() {
    Expect.refusal(ErrorCode.INVALID_ARGUMENT, () -> kms().rotateKeyEvery(Duration.ofDays(-1)));
    assertThat(fixture().backend().calls()).isZero();
  }

  @Test
  default void nativeBatch_isOneCallOrNone() {
    KmsBackend backend = fixture().backend().real();
    List<byte[]> plaintexts = List.of(Samples.secret(), new byte[0]);
    if (can(Capability.NATIVE_BATCH)) {
      List<KmsResult<Ciphertext>> made =
          backend.encryptAll(backend.defaultKey(), plaintexts, List.of(CONTEXT, CONTEXT));
      assertThat(made).hasSize(2).allMatch(KmsResult::succeeded);
      kms().encryptAll(plaintexts, List.of(CONTEXT, CONTEXT));
      assertThat(fixture().backend().calls()).isEqualTo(1);
    } else {
      Expect.refusal(
          ErrorCode.UNSUPPORTED,
          () -> backend.encryptAll(backend.defaultKey(), plaintexts, List.of(CONTEXT, CONTEXT)));
    }
  }

  @Test
  default void encryptOnly_encryptsAndSaysThatItDoesNotDecrypt() {
    Optional<KmsBackend> encryptOnly = fixture().subject().openEncryptOnly();
    if (encryptOnly.isEmpty()) {
      assertThat(can(Capability.DECRYPT)).isTrue();
      return;
    }
    Kms half = fixture().open(encryptOnly.get());
    assertThat(half.capabilities()).doesNotContain(Capability.DECRYPT);
    Ciphertext made = half.encrypt(Samples.secret(), CONTEXT);
    Expect.refusal(ErrorCode.UNSUPPORTED, () -> half.decrypt(made, CONTEXT));
    assertThat(kms().decrypt(made, CONTEXT)).isEqualTo(Samples.secret());
  }
}
