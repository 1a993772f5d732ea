package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.Security;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The plaintext of a frame that is not authentic does not stay where it was decrypted to, even by a
 * provider that writes it before it has verified the tag.
 */
class BadFrameTest {
  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final WatchedProvider provider = new WatchedProvider("Leaky");
  private final Envelope envelope = Envelope.builder(fake.client()).provider(provider).build();

  /** The last of three frames is changed. */
  private byte[] changed() {
    byte[] sealed = envelope.seal(plaintext(2 * Frames.PLAINTEXT + 9), CONTEXT);
    sealed[sealed.length - 1] ^= 1;
    return sealed;
  }

  @Test
  void open_frame_isWipedInItsPlaceAndNothingElseIs() throws Exception {
    MessageKeys keys =
        MessageKeys.derive(new byte[32], Prefix.fresh(0, false, new byte[32]), CONTEXT);
    FrameCipher cipher = CipherSource.of(provider).with(keys.payload());
    byte[] sealed = new byte[100 + Frames.TAG];
    cipher.seal(0, true, plaintext(100), 0, 100, sealed, 0);
    sealed[7] ^= 1;
    byte[] out = new byte[300];
    Arrays.fill(out, (byte) 7);
    assertThatThrownBy(() -> cipher.open(0, true, sealed, 0, sealed.length, out, 50))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(provider.leaks).containsExactly(out);
    byte[] expected = new byte[300];
    Arrays.fill(expected, (byte) 7);
    Arrays.fill(expected, 50, 150, (byte) 0);
    assertThat(out).isEqualTo(expected);
  }

  @Test
  void open_messageInMemory_leavesNothing() {
    assertThatThrownBy(() -> envelope.open(changed(), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(provider.leaks).hasSize(1);
    assertThat(provider.leaks.get(0)).containsOnly(0);
  }

  @Test
  void open_stream_leavesNothingAndReleasesTheFramesBefore() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> envelope.open(new ByteArrayInputStream(changed()), out, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(provider.leaks).hasSize(1);
    assertThat(provider.leaks.get(0)).containsOnly(0);
    assertThat(out.toByteArray()).isEqualTo(plaintext(2 * Frames.PLAINTEXT));
  }

  @Test
  void provider_thatWasPassedIn_sealsAndOpensAndIsNotInstalled() throws IOException {
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    assertThat(envelope.open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(provider.sealed).isEqualTo(1);
    assertThat(provider.opened).isEqualTo(1);
    assertThat(Security.getProvider("Leaky")).isNull();
    assertThat(Envelope.of(fake.client()).open(sealed, CONTEXT)).isEqualTo(plaintext(10));
    assertThat(provider.opened).isEqualTo(1);
  }
}
