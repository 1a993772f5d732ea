package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static dev.provisioning.kms.envelope.Samples.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KeyAccessException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.FakeKms;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RewrapTest {
  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final FakeKms other = FakeKms.create().withKey("k2");
  private final Envelope envelope = Envelope.of(fake.client());
  private final Envelope elsewhere = Envelope.of(other.client());
  private final Envelope both =
      Envelope.builder(fake.client()).alsoOpenableBy(other.client()).build();

  private static List<String> keys(byte[] sealed) {
    return Envelope.inspect(sealed).keys().stream()
        .map(k -> k.keyId() + "@" + k.keyVersion())
        .toList();
  }

  @Test
  void rewrap_afterRotation_usesTheNewVersionAndKeepsTheFrames() {
    byte[] sealed = envelope.seal(plaintext(100_000), CONTEXT);
    assertThat(envelope.needsRewrap(Envelope.inspect(sealed))).isFalse();
    fake.rotate("k1").clock().advance(Duration.ofMinutes(2));
    assertThat(envelope.needsRewrap(Envelope.inspect(sealed))).isTrue();

    byte[] rewrapped = envelope.rewrap(sealed, CONTEXT);
    assertThat(keys(rewrapped)).containsExactly("k1@2");
    assertThat(envelope.needsRewrap(Envelope.inspect(rewrapped))).isFalse();
    assertThat(frames(rewrapped)).isEqualTo(frames(sealed));
    assertThat(envelope.open(rewrapped, CONTEXT)).isEqualTo(plaintext(100_000));
    assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(100_000));
  }

  private static byte[] frames(byte[] sealed) {
    int header = (int) MessageOpener.header(sealed).length();
    return Arrays.copyOfRange(sealed, header, sealed.length);
  }

  @Test
  void rewrap_withFurtherClient_addsItAndKeepsStrangers() {
    byte[] sealed = elsewhere.seal(plaintext(10), CONTEXT);
    assertThatThrownBy(() -> envelope.rewrap(sealed, CONTEXT))
        .isInstanceOf(KeyAccessException.class);
    assertThat(both.needsRewrap(Envelope.inspect(sealed))).isTrue();
    byte[] opened = both.rewrap(sealed, CONTEXT);
    assertThat(keys(opened)).containsExactly("k1@1", "k2@1");
    // One client alone replaces its own key and leaves the other one's.
    byte[] again = envelope.rewrap(opened, CONTEXT);
    assertThat(keys(again)).containsExactly("k1@1", "k2@1");
    assertThat(elsewhere.open(again, CONTEXT)).isEqualTo(plaintext(10));
  }

  @Test
  void rewrap_anotherContext_isRefused() {
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    assertThatThrownBy(() -> envelope.rewrap(sealed, EncryptionContext.empty()))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void rewrap_keyThatDoesNotFit_isRefusedBeforeAnyKeyGoes() {
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    Header header = MessageOpener.header(sealed);
    Ciphertext wrong = fake.client().envelopeKeys().wrap(new byte[32], CONTEXT);
    byte[] forged = Header.of(header.prefix(), List.of(wrong)).toBytes();
    assertThatThrownBy(() -> envelope.rewrap(forged, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThatThrownBy(() -> envelope.moveTo(forged, CONTEXT, elsewhere))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void moveTo_anotherBackend_leavesOnlyIt() {
    byte[] moved = both.moveTo(both.seal(plaintext(10), CONTEXT), CONTEXT, elsewhere);
    assertThat(keys(moved)).containsExactly("k2@1");
    assertThat(elsewhere.open(moved, CONTEXT)).isEqualTo(plaintext(10));
    assertThatThrownBy(() -> envelope.open(moved, CONTEXT)).isInstanceOf(KeyAccessException.class);
  }

  @Test
  void rewrap_fileFormInMemory_staysOne() {
    try (Envelope clear = Envelope.of(ClearBackend.client())) {
      byte[] moved = clear.moveTo(vector("file"), CONTEXT, envelope);
      assertThat(Envelope.inspect(moved).form()).isEqualTo(EnvelopeForm.FILE);
      assertThat(envelope.open(moved, CONTEXT)).isEqualTo(plaintext(11));
    }
  }

  @Test
  void moveTo_sharedDataKey_sealsAgain() {
    try (Envelope clear = Envelope.of(ClearBackend.client())) {
      byte[] shared = vector("shared-key");
      byte[] moved = clear.moveTo(shared, CONTEXT, envelope);
      EnvelopeInfo info = Envelope.inspect(moved);
      assertThat(info.sharedKey()).isFalse();
      assertThat(info.messageId()).isNotEqualTo(Envelope.inspect(shared).messageId());
      assertThat(envelope.open(moved, CONTEXT)).isEqualTo(plaintext(11));
      // The same readers may be wrapped for anew, but no further one.
      assertThat(clear.open(clear.rewrap(shared, CONTEXT), CONTEXT)).isEqualTo(plaintext(11));
      Kms client = ClearBackend.client();
      try (Envelope more = Envelope.builder(client).alsoOpenableBy(other.client()).build()) {
        assertThatThrownBy(() -> more.rewrap(shared, CONTEXT))
            .isInstanceOfSatisfying(
                KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
      }
    }
  }

  @Test
  void reseal_always_takesAFreshKey() {
    byte[] sealed = both.seal(plaintext(10), CONTEXT);
    byte[] resealed = envelope.reseal(sealed, CONTEXT);
    assertThat(keys(resealed)).containsExactly("k1@1");
    assertThat(Envelope.inspect(resealed).messageId())
        .isNotEqualTo(Envelope.inspect(sealed).messageId());
    assertThat(envelope.open(resealed, CONTEXT)).isEqualTo(plaintext(10));
    byte[] plain = fake.client().encrypt(plaintext(3), CONTEXT).toBytes();
    assertThat(Envelope.inspect(plain).form()).isEqualTo(EnvelopeForm.CIPHERTEXT);
    assertThat(envelope.open(envelope.reseal(plain, CONTEXT), CONTEXT)).isEqualTo(plaintext(3));
    assertThatThrownBy(() -> envelope.rewrap(plain, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void operations_afterClose_areRefused() {
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    elsewhere.close();
    assertThatThrownBy(() -> envelope.moveTo(sealed, CONTEXT, elsewhere))
        .isInstanceOf(IllegalStateException.class);
    envelope.close();
    envelope.close();
    assertThatThrownBy(() -> envelope.open(sealed, CONTEXT))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> envelope.needsRewrap(Envelope.inspect(sealed)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(both.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
  }
}
