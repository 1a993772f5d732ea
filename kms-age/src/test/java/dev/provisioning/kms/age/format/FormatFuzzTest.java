package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.provisioning.kms.age.AgeException;
import java.util.Arrays;
import java.util.Locale;

/** Any bytes are refused with the right exception, or have one spelling only. */
class FormatFuzzTest {
  @FuzzTest(maxDuration = "60s")
  void header(byte[] data) {
    Header header;
    try {
      header = Header.read(data, Limits.MESSAGE);
    } catch (AgeException e) {
      assertThat(e.failure()).isEqualTo(AgeException.Failure.HEADER);
      return;
    }
    byte[] prefix = Arrays.copyOf(data, header.encodedLength());
    assertThat(header.encoded()).isEqualTo(prefix);
    assertThat(HeaderText.withMac(Header.authenticatedBytes(header.stanzas()), header.mac()))
        .isEqualTo(prefix);
  }

  @FuzzTest(maxDuration = "60s")
  void armor(byte[] data) {
    byte[] binary;
    try {
      binary = Armor.decode(data);
    } catch (AgeException e) {
      assertThat(e.failure()).isEqualTo(AgeException.Failure.ARMOR);
      return;
    }
    String text = new String(data, ISO_8859_1).replace("\r\n", "\n").strip();
    assertThat(new String(Armor.encode(binary), US_ASCII).strip()).isEqualTo(text);
  }

  @FuzzTest(maxDuration = "60s")
  void bech32(byte[] data) {
    Bech32.Decoded decoded = Bech32.decode(data);
    if (decoded != null) {
      String text = new String(data, US_ASCII).toLowerCase(Locale.ROOT);
      byte[] again = Bech32.encode(decoded.prefix().toLowerCase(Locale.ROOT), decoded.data());
      assertThat(new String(again, US_ASCII)).isEqualTo(text);
    }
  }
}
