package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.Kms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message has one plaintext, whichever of its keys opens it. */
class CommitmentTest {
  private final ClearBackend backend = new ClearBackend("clear");
  private final Envelope envelope = Envelope.of(Kms.of(backend));
  private final byte[] firstKey = filled(1);
  private final byte[] secondKey = filled(2);
  private final Prefix blank = Prefix.fresh(0, false, filled(3));
  private final MessageKeys first = MessageKeys.derive(firstKey, blank, CONTEXT);
  private final MessageKeys second = MessageKeys.derive(secondKey, blank, CONTEXT);

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  @Test
  void open_frameThatTwoKeysAccept_isOpenedUnderTheCommittedKeyOnly()
      throws GeneralSecurityException {
    byte[] nonce = FrameCipher.nonce(0, true);
    byte[] frame = Gcm.collide(first.payload(), second.payload(), nonce, plaintext(64), 2);
    byte[] one = Gcm.open(first.payload(), nonce, frame);
    byte[] other = Gcm.open(second.payload(), nonce, frame);
    assertThat(one).isNotEqualTo(other);

    byte[] forFirst = message(first, frame, firstKey, secondKey);
    assertThat(envelope.open(forFirst, CONTEXT)).isEqualTo(one);
    // The order of the wrapped keys decides nothing, and a reader of the second key alone gets an
    // error instead of another plaintext.
    assertThat(envelope.open(message(first, frame, secondKey, firstKey), CONTEXT)).isEqualTo(one);
    byte[] forSecondOnly = message(first, frame, secondKey);
    ByteArrayOutputStream released = new ByteArrayOutputStream();
    assertThatThrownBy(
            () -> envelope.open(new ByteArrayInputStream(forSecondOnly), released, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("not the one of this message");
    assertThat(released.size()).isZero();
  }

  @Test
  void open_lastFlagOnAnInnerFrame_isRefused() {
    for (boolean earlyLast : new boolean[] {true, false}) {
      byte[] frames = new byte[Frames.SEALED + 26];
      FrameCipher cipher = CipherSource.ofJdk().with(first.payload());
      byte[] text = plaintext(Frames.PLAINTEXT + 10);
      cipher.seal(0, earlyLast, text, 0, Frames.PLAINTEXT, frames, 0);
      cipher.seal(1, earlyLast, text, Frames.PLAINTEXT, 10, frames, Frames.SEALED);
      byte[] message = message(first, frames, firstKey);
      ByteArrayOutputStream released = new ByteArrayOutputStream();
      assertThatThrownBy(() -> envelope.open(new ByteArrayInputStream(message), released, CONTEXT))
          .isInstanceOf(InvalidCiphertextException.class);
      assertThat(released.size()).isEqualTo(earlyLast ? 0 : Frames.PLAINTEXT);
    }
  }

  @Test
  void open_emptyLastFrameAfterAFullOne_isRefused() {
    byte[] frames = new byte[Frames.SEALED + Frames.TAG];
    FrameCipher cipher = CipherSource.ofJdk().with(first.payload());
    cipher.seal(0, false, plaintext(Frames.PLAINTEXT), 0, Frames.PLAINTEXT, frames, 0);
    cipher.seal(1, true, new byte[0], 0, 0, frames, Frames.SEALED);
    byte[] message = message(first, frames, firstKey);
    assertThatThrownBy(() -> envelope.open(message, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("empty");
    assertThatThrownBy(
            () ->
                envelope.open(
                    new ByteArrayInputStream(message), new ByteArrayOutputStream(), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void open_success_wipesTheDataKey() {
    byte[] sealed = envelope.seal(plaintext(10), CONTEXT);
    envelope.open(sealed, CONTEXT);
    assertThat(backend.unwrapped).hasSize(1).containsExactly(new byte[32]);
  }

  @Test
  void open_keyThatDoesNotFit_wipesIt() {
    byte[] message = message(first, new byte[16], secondKey);
    assertThatThrownBy(() -> envelope.open(message, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(backend.unwrapped).hasSize(1).containsExactly(new byte[32]);
  }

  @Test
  void messageKeys_afterClose_giveNoKey() {
    byte[] before = first.payload().getEncoded();
    assertThat(before).isNotEqualTo(second.payload().getEncoded()).isNotEqualTo(first.commitment());
    first.close();
    assertThatThrownBy(() -> first.payload().getEncoded())
        .isInstanceOf(IllegalStateException.class);
    assertThat(first.commitment()).isEqualTo(new byte[32]);
    assertThat(first.payload()).hasToString("AES key of 32 bytes");
  }

  private byte[] message(MessageKeys committed, byte[] frames, byte[]... dataKeys) {
    List<Ciphertext> wrapped = Arrays.stream(dataKeys).map(ClearBackend::wrapped).toList();
    byte[] header = Header.of(blank.committing(committed.commitment()), wrapped).toBytes();
    return ByteBuffer.allocate(header.length + frames.length).put(header).put(frames).array();
  }
}
