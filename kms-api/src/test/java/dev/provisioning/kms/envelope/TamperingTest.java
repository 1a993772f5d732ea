package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.FRAME;
import static dev.provisioning.kms.envelope.Samples.SEALED;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is changed: the right error, and never a byte of a bad frame. */
class TamperingTest {
  private static final Set<ErrorCode> TOLD =
      Set.of(ErrorCode.INVALID_CIPHERTEXT, ErrorCode.ACCESS_DENIED);
  private static final int FRAMES = 6;
  private static final byte[] PLAINTEXT = plaintext((FRAMES - 1) * FRAME + 100);

  private final KmsClient client = FakeKms.create().withKey("k1").client();
  private final Envelope envelope = Envelope.of(client);
  private final Envelope parallel = Envelope.builder(client).threads(3).build();
  private final byte[] sealed = envelope.seal(PLAINTEXT, CONTEXT);
  private final int header = (int) MessageOpener.header(sealed).length();

  @Test
  void open_anyHeaderBitFlipped_isRefused() {
    byte[] small = envelope.seal(plaintext(40), CONTEXT);
    int length = (int) MessageOpener.header(small).length();
    for (int i = 0; i < length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = small.clone();
        changed[i] ^= (byte) (1 << bit);
        // The context keys in a wrapped key are a hint for messages, which nothing authenticates.
        if (!opensAsBefore(changed, small)) {
          assertThatThrownBy(() -> envelope.open(changed, CONTEXT))
              .isInstanceOfSatisfying(KmsException.class, e -> assertThat(e.code()).isIn(TOLD));
        }
      }
    }
  }

  private boolean opensAsBefore(byte[] changed, byte[] original) {
    try {
      assertThat(envelope.open(changed, CONTEXT)).isEqualTo(plaintext(40));
    } catch (KmsException e) {
      return false;
    }
    assertThat(Envelope.inspect(changed).keys().get(0).contextKeys())
        .isNotEqualTo(Envelope.inspect(original).keys().get(0).contextKeys());
    return true;
  }

  @Test
  void open_anyByteOfTheFileHeaderFlipped_isRefusedOrTheSame() {
    byte[] file = Samples.vector("file");
    try (Envelope clear = Envelope.of(ClearBackend.client())) {
      int slots = Prefix.PAGE;
      int idle = slots + 2 * Prefix.PAGE;
      for (int i = 0; i < file.length; i++) {
        byte[] changed = file.clone();
        changed[i] ^= 0x10;
        boolean unused = i >= idle && i < idle + 2 * Prefix.PAGE;
        if (unused) {
          assertThat(clear.open(changed, CONTEXT)).isEqualTo(plaintext(11));
        } else {
          assertThatThrownBy(() -> clear.open(changed, CONTEXT))
              .isInstanceOf(InvalidCiphertextException.class);
        }
      }
    }
  }

  @Test
  void open_everyPrefixOfAMessage_isRefused() {
    byte[] small = envelope.seal(plaintext(40), CONTEXT);
    for (int length = 0; length < small.length; length++) {
      byte[] cut = Arrays.copyOf(small, length);
      assertThatThrownBy(() -> envelope.open(cut, CONTEXT))
          .isInstanceOf(InvalidCiphertextException.class);
      assertRefusedAfter(cut, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void open_cutAtAndAroundAFrame_releasesWhatCameBefore(int frames) {
    for (int more : new int[] {-1, 0, 1, 15, 16, 17, 50}) {
      byte[] cut = Arrays.copyOf(sealed, header + frames * SEALED + more);
      // The last frame that is there is not marked as the last, or is cut itself.
      int whole = more <= 0 ? frames - 1 : frames;
      assertRefusedAfter(cut, whole);
    }
  }

  @Test
  void open_anyFrameChanged_releasesWhatCameBefore() {
    for (int frame = 0; frame < FRAMES; frame++) {
      for (int at : new int[] {0, 50, 115}) {
        byte[] changed = sealed.clone();
        changed[header + frame * SEALED + at] ^= 1;
        assertRefusedAfter(changed, frame);
      }
    }
  }

  @Test
  void open_framesSwapped_isRefused() {
    byte[] changed = sealed.clone();
    System.arraycopy(sealed, header + SEALED, changed, header + 2 * SEALED, SEALED);
    System.arraycopy(sealed, header + 2 * SEALED, changed, header + SEALED, SEALED);
    assertRefusedAfter(changed, 1);
  }

  @Test
  void open_frameDropped_isRefused() {
    assertRefusedAfter(with(frames(0, 1, 3, 4, 5)), 2);
    assertRefusedAfter(with(frames(1, 2, 3, 4, 5)), 0);
    assertRefusedAfter(with(frames(0, 1, 2, 3, 4)), 4);
  }

  @Test
  void open_frameRepeated_isRefused() {
    assertRefusedAfter(with(frames(0, 1, 1, 2, 3, 4, 5)), 2);
    assertRefusedAfter(with(frames(0, 1, 2, 3, 4, 5, 5)), 5);
  }

  @Test
  void open_somethingAppended_isRefusedWithoutTheLastFrame() {
    assertRefusedAfter(Arrays.copyOf(sealed, sealed.length + 1), 5);
    assertRefusedAfter(Arrays.copyOf(sealed, sealed.length + SEALED), 5);
    byte[] twice = ByteBuffer.allocate(2 * sealed.length).put(sealed).put(sealed).array();
    assertRefusedAfter(twice, 5);
    byte[] full = envelope.seal(plaintext(FRAME), CONTEXT);
    assertRefusedAfter(Arrays.copyOf(full, full.length + 1), 0);
    assertRefusedAfter(Arrays.copyOf(full, full.length + 16), 0);
  }

  @Test
  void open_framesOfAnotherMessage_isRefused() {
    byte[] other = envelope.seal(PLAINTEXT, CONTEXT);
    byte[] spliced = sealed.clone();
    System.arraycopy(other, header + 2 * SEALED, spliced, header + 2 * SEALED, SEALED);
    assertRefusedAfter(spliced, 2);
  }

  @Test
  void open_wrappedKeyOfAnotherMessage_isRefusedBeforeTheFirstFrame() {
    byte[] other = envelope.seal(PLAINTEXT, CONTEXT);
    Header mine = MessageOpener.header(sealed);
    Header swapped = Header.of(mine.prefix(), MessageOpener.header(other).keys());
    byte[] changed = sealed.clone();
    System.arraycopy(swapped.toBytes(), 0, changed, 0, header);
    assertRefusedAfter(changed, 0);
    assertThatThrownBy(() -> envelope.open(changed, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("not the one of this message");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "env=prod", "env=test,service=api", "env=prod,service=api,a=b", "ENV=prod"})
  void open_anotherContext_isRefused(String other) {
    EncryptionContext context = EncryptionContext.parse(other);
    assertThatThrownBy(() -> envelope.open(sealed, context))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("given: " + context.keys());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "env=prod", "env=test,service=api", "env=prod,service=api,a=b"})
  void open_anotherContextAndABackendThatBindsNone_isRefused(String other) {
    try (Envelope clear = Envelope.of(ClearBackend.client())) {
      assertThatThrownBy(() -> clear.open(Samples.vector("short"), EncryptionContext.parse(other)))
          .isInstanceOf(InvalidCiphertextException.class)
          .hasMessageNotContaining("prod");
    }
  }

  private byte[] with(byte[] frames) {
    return ByteBuffer.allocate(header + frames.length).put(sealed, 0, header).put(frames).array();
  }

  private byte[] frames(int... indexes) {
    int size =
        IntStream.of(indexes).map(i -> Math.min(SEALED, sealed.length - header - i * SEALED)).sum();
    ByteBuffer out = ByteBuffer.allocate(size);
    for (int i : indexes) {
      int from = header + i * SEALED;
      out.put(sealed, from, Math.min(SEALED, sealed.length - from));
    }
    return out.array();
  }

  /** Refused by every way of opening; streams release exactly so many frames before. */
  private void assertRefusedAfter(byte[] message, int frames) {
    for (Envelope each : new Envelope[] {envelope, parallel}) {
      assertThatThrownBy(() -> each.open(message, CONTEXT))
          .isInstanceOf(InvalidCiphertextException.class);
      ByteArrayOutputStream released = new ByteArrayOutputStream();
      assertThatThrownBy(() -> each.open(new ByteArrayInputStream(message), released, CONTEXT))
          .isInstanceOf(InvalidCiphertextException.class);
      assertThat(released.toByteArray()).isEqualTo(Arrays.copyOf(PLAINTEXT, frames * FRAME));
    }
  }
}
