package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Bech32Test {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 32, 1216})
  void encode_anyLength_decodesToTheSame(int length) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) 0x9c);
    byte[] text = Bech32.encode("age", data);
    try (Bech32.Decoded decoded = requireNonNull(Bech32.decode(text))) {
      assertThat(decoded.prefix()).isEqualTo("age");
      assertThat(decoded.data()).isEqualTo(data);
    }
    byte[] upper = new String(text, US_ASCII).toUpperCase(Locale.ROOT).getBytes(US_ASCII);
    assertThat(requireNonNull(Bech32.decode(upper)).prefix()).isEqualTo("AGE");
  }

  /** From the lists of BIP 173. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A12UEL5L",
        "a12uel5l",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"
      })
  void decode_validText_accepted(String text) {
    assertThat(Bech32.decode(text.getBytes(US_ASCII))).isNotNull();
  }

  /** From the lists of BIP 173. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1nwldj5",
        "\u00801eym55h",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        "a12UEL5L"
      })
  void decode_invalidText_null(String text) {
    assertThat(Bech32.decode(text.getBytes(ISO_8859_1))).isNull();
  }

  @Test
  void decode_separatorInThePrefix_theLastOneCounts() {
    byte[] text = Bech32.encode("age1pq", new byte[] {1, 2});
    assertThat(requireNonNull(Bech32.decode(text)).prefix()).isEqualTo("age1pq");
  }

  /** The padding of the data must be shorter than a character, and zero. */
  @Test
  void fiveToEight_paddingNotCanonical_null() {
    assertThat(Bits.fiveToEight(new byte[] {0, 0}, 2)).containsExactly(0);
    assertThat(Bits.fiveToEight(new byte[] {0, 1}, 2)).isNull();
    assertThat(Bits.fiveToEight(new byte[] {0, 0, 0}, 3)).isNull();
  }
}
