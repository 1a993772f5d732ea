package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.vector;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KmsException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One malformed header for each field. */
class HeaderFormatTest {
  private static final int LIST = Prefix.BYTES + 4;

  private static void assertRefused(byte[] header, String why) {
    assertThatThrownBy(() -> Envelope.inspect(header))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining(why);
  }

  private static byte[] changed(String vector, Consumer<ByteBuffer> change) {
    byte[] bytes = vector(vector);
    change.accept(ByteBuffer.wrap(bytes));
    return bytes;
  }

  @Test
  void magic() {
    assertRefused(changed("short", b -> b.put(3, (byte) 'F')), "magic");
    assertRefused(new byte[0], "magic");
    assertRefused("age-encryption.org/v1\n".getBytes(US_ASCII), "magic");
  }

  @Test
  void versionSuiteFlags() {
    assertRefused(changed("short", b -> b.put(4, (byte) 2)), "version is 2");
    assertRefused(changed("short", b -> b.put(5, (byte) 2)), "suite");
    assertRefused(changed("short", b -> b.put(6, (byte) 2)), "flags");
    assertRefused(changed("short", b -> b.put(6, (byte) 0x80)), "flags");
  }

  @Test
  void slotSize() {
    for (int pages : new int[] {1, 18, 255}) {
      assertRefused(changed("file", b -> b.put(7, (byte) pages)), pages + " pages");
    }
  }

  @Test
  void listLength() {
    assertRefused(changed("short", b -> b.putInt(Prefix.BYTES, 0)), "empty or too long");
    assertRefused(changed("short", b -> b.putInt(Prefix.BYTES, -1)), "empty or too long");
    assertRefused(
        changed("short", b -> b.putInt(Prefix.BYTES, WrappedKeys.MAX_BYTES + 1)), "too long");
    assertRefused(
        changed("short", b -> b.putInt(Prefix.BYTES, WrappedKeys.MAX_BYTES)), "truncated");
  }

  @Test
  void listCount() {
    assertRefused(changed("short", b -> b.put(LIST, (byte) 0)), "0 wrapped keys");
    assertRefused(changed("short", b -> b.put(LIST, (byte) 17)), "17 wrapped keys");
    assertRefused(changed("short", b -> b.put(LIST, (byte) 2)), "wrapped key 1 is cut off");
    assertRefused(changed("two-keys", b -> b.put(LIST, (byte) 1)), "follows the last");
  }

  @Test
  void listEntry() {
    assertRefused(changed("short", b -> b.putShort(LIST + 1, (short) -1)), "0 is cut off");
    assertRefused(changed("short", b -> b.putShort(LIST + 1, (short) 3)), "wrapped key 0");
    assertRefused(changed("short", b -> b.put(LIST + 3, (byte) 0)), "wrapped key 0");
    // The flag of a wrapped data key.
    assertRefused(changed("short", b -> b.put(LIST + 7, (byte) 0)), "does not say");
  }

  @Test
  void listEntryTwice() {
    Ciphertext key = ClearBackend.wrapped(new byte[32]);
    Header header = Header.of(Prefix.fresh(0, false, new byte[32]), List.of(key, key));
    assertRefused(header.toBytes(), "twice");
  }

  @Test
  void padding() {
    assertRefused(changed("file", b -> b.put(Prefix.BYTES, (byte) 1)), "other than zero");
    assertRefused(changed("file", b -> b.put(Prefix.PAGE - 1, (byte) 1)), "other than zero");
  }

  @Test
  void slots() {
    int first = Prefix.PAGE;
    assertRefused(changed("file", b -> b.put(first, (byte) 1)), "none of its two header slots");
    assertRefused(changed("file", b -> b.put(first, new byte[8192])), "none of its two");
    assertRefused(
        changed("file", b -> b.put(first + 8192, vector("file"), first, 8192)), "same generation");
    byte[] list = WrappedKeys.write(List.of(ClearBackend.wrapped(new byte[32])));
    assertRefused(changed("file", b -> b.put(first, Slot.write(8192, 0, list))), "none of its two");
    assertRefused(
        changed("file", b -> b.put(first, Slot.write(8192, -1, list))), "none of its two");
    assertRefused(
        changed("file", b -> b.put(first, Slot.write(8192, 1, new byte[0]))), "0 wrapped keys");
  }

  @Test
  void slotWithBytesAfterItsList() {
    byte[] slot = Slot.write(8192, 1, new byte[100]);
    slot[8 + 4 + 100] = 1;
    MessageDigest sha = MessageKeys.sha256();
    sha.update(slot, 0, 8192 - 32);
    System.arraycopy(sha.digest(), 0, slot, 8192 - 32, 32);
    assertThat(Slot.read(slot)).isNull();
  }

  @Test
  void write_tooMuch_isTooLarge() {
    assertTooLarge(List.of());
    assertTooLarge(Collections.nCopies(17, ClearBackend.wrapped(new byte[32])));
    assertTooLarge(List.of(ClearBackend.wrapped(new byte[8193])));
    assertTooLarge(
        IntStream.range(0, 9).mapToObj(i -> ClearBackend.wrapped(new byte[8192])).toList());
    assertThat(WrappedKeys.write(List.of(ClearBackend.wrapped(new byte[8192])))).isNotEmpty();
  }

  private static void assertTooLarge(List<Ciphertext> keys) {
    assertThatThrownBy(() -> WrappedKeys.write(keys))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }

  @Test
  void frameIndex_beyondItsBits_isRefused() {
    assertThat(FrameCipher.nonce(0xFFFF_FFFFL, true))
        .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1, 1});
    assertThatThrownBy(() -> FrameCipher.nonce(1L << 32, true))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
  }
}
