package dev.provisioning.kms.cosmian.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.InvalidCiphertextException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealedBlobTest {
  private static final byte[] IV = HexFormat.of().parseHex("000102030405060708090A0B");
  private static final byte[] TAG = HexFormat.of().parseHex("101112131415161718191A1B1C1D1E1F");

  /** A stored ciphertext must stay readable for ever: this text never changes. */
  private static final String STORED =
      "010101"
          + "000102030405060708090a0b"
          + "101112131415161718191a1b1c1d1e1f"
          + "0005"
          + "617070403"
          + "3"
          + "abcd";

  private static byte[] stored() {
    return HexFormat.of().parseHex(STORED);
  }

  @Test
  void layout_isFixed() {
    SealedBlob blob = new SealedBlob(true, IV, TAG, "app@3", new byte[] {(byte) 0xAB, (byte) 0xCD});
    assertThat(HexFormat.of().formatHex(blob.toBytes())).isEqualTo(STORED);
    SealedBlob read = SealedBlob.parse(stored());
    assertThat(read.escaped()).isTrue();
    assertThat(read.iv()).isEqualTo(IV);
    assertThat(read.tag()).isEqualTo(TAG);
    assertThat(read.uid()).isEqualTo("app@3");
    assertThat(read.data()).isEqualTo(new byte[] {(byte) 0xAB, (byte) 0xCD});
    assertThat(read.toBytes()).isEqualTo(stored());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 00, version", "0, 02, version", "1, 02, flags", "1, 81, flags", "2, 00, interface",
    "2, 02, interface", "31, 08, length", "31, ff, length", "32, 00, length", "32, ff, length",
    "33, 20, ASCII", "33, 7f, ASCII", "34, 0a, ASCII", "37, e4, ASCII"
  })
  void field_thatIsMalformed_isRefusedAndNamed(int at, String value, String named) {
    byte[] blob = stored();
    blob[at] = (byte) Integer.parseInt(value, 16);
    assertThatThrownBy(() -> SealedBlob.parse(blob))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining(named);
  }

  @Test
  void blob_cutOffBeforeItsData_isRefused() {
    for (int length = 0; length < stored().length - 2; length++) {
      byte[] cut = Arrays.copyOf(stored(), length);
      assertThatThrownBy(() -> SealedBlob.parse(cut))
          .isInstanceOf(InvalidCiphertextException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8787", "878700"})
  void data_thatTheServerWouldMisread_isRefused(String data) {
    byte[] blob = new SealedBlob(false, IV, TAG, "app", HexFormat.of().parseHex(data)).toBytes();
    assertThatThrownBy(() -> SealedBlob.parse(blob)).isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void parts_ofOtherLengths_areRefused() {
    byte[] none = {};
    assertThatThrownBy(() -> new SealedBlob(false, none, TAG, "app", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SealedBlob(false, IV, Arrays.copyOf(TAG, 15), "app", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SealedBlob(false, IV, TAG, "", none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SealedBlob(false, IV, TAG, "a b", none))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void arrays_areCopied() {
    byte[] data = "data".getBytes(US_ASCII);
    SealedBlob blob = new SealedBlob(false, IV, TAG, "app", data);
    Arrays.fill(data, (byte) 0);
    blob.data()[0] = 0;
    blob.iv()[0] = 1;
    blob.tag()[0] = 1;
    assertThat(blob.data()).isEqualTo("data".getBytes(US_ASCII));
    assertThat(blob.iv()).isEqualTo(IV);
    assertThat(blob.tag()).isEqualTo(TAG);
  }
}
