package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.age.AgeException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form: one spelling inside, white space outside. */
class ArmorTest {
  private static final String BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----\n";
  private static final String END = "-----END AGE ENCRYPTED FILE-----\n";
  private static final String FULL = "A".repeat(64) + "\n";

  private static byte[] decode(String text) throws AgeException {
    return Armor.decode(text.getBytes(US_ASCII));
  }

  private static void assertRefused(String text) {
    AgeException failure = catchThrowableOfType(AgeException.class, () -> decode(text));
    assertThat(failure).as(text).isNotNull();
    assertThat(failure.failure()).isEqualTo(AgeException.Failure.ARMOR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 47, 48, 49, 96, 6143, 6144, 6145, 100_000})
  void encode_anySize_decodesToTheSame(int size) throws IOException {
    byte[] binary = new byte[size];
    Arrays.fill(binary, (byte) 0xa5);
    byte[] text = Armor.encode(binary);
    assertThat(Armor.decode(text)).isEqualTo(binary);
    assertThat(new String(text, US_ASCII).lines())
        .allMatch(line -> !line.isEmpty() && line.length() <= 64);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ArmorWriter writer = new ArmorWriter(out)) {
      for (byte b : binary) {
        writer.write(b);
      }
      writer.finish();
    }
    assertThat(out.toByteArray()).isEqualTo(text);
  }

  @Test
  void decode_whiteSpaceOutsideAndCrLf_accepted() throws AgeException {
    assertThat(decode(" \r\n\t\n" + BEGIN + "AAAA\n" + END + "\n \t\r\n")).hasSize(3);
    assertThat(decode((BEGIN + FULL + "AAAA\n" + END).replace("\n", "\r\n"))).hasSize(51);
    assertThat(decode(BEGIN + FULL + END.strip())).hasSize(48);
    assertThat(decode("\n".repeat(1024) + BEGIN + END + "\n".repeat(1024))).isEmpty();
  }

  @Test
  void decode_tooMuchWhiteSpace_refused() {
    assertRefused("\n".repeat(1025) + BEGIN + END);
    assertRefused(" ".repeat(1025) + "\n" + BEGIN + END);
    assertRefused(" ".repeat(100_000));
    assertRefused(BEGIN + END + "\n".repeat(1025));
  }

  @Test
  void begin_malformed_refused() {
    for (String begin :
        List.of(
            "x\n" + BEGIN,
            " " + BEGIN,
            BEGIN.replace("\n", " \n"),
            BEGIN.strip(),
            BEGIN.replace("AGE ENCRYPTED FILE", "age encrypted file"),
            BEGIN.replace("AGE ENCRYPTED FILE", "PGP MESSAGE"),
            BEGIN.replace("-----BEGIN", "----BEGIN"))) {
      assertRefused(begin + "AAAA\n" + END);
    }
  }

  @Test
  void line_malformed_refused() {
    for (String body :
        List.of(
            "AAA\n",
            "AA\n",
            "A\n",
            "AB==\n",
            "AAB=\n",
            "AA=A\n",
            "AAAA=\n",
            "AAA-\n",
            " AAAA\n",
            "AAAA \n",
            "\n",
            "\nAAAA\n",
            "AAAA\n\n",
            FULL + "\n",
            "AAAA\nAAAA\n",
            "A".repeat(68) + "\n",
            "Comment: x\n\nAAAA\n",
            "A".repeat(100_000) + "\n",
            "AAAA\r\r\n")) {
      assertRefused(BEGIN + body + END);
    }
  }

  @Test
  void end_malformed_refused() {
    for (String end :
        List.of("", END.replace("END", "End"), END + "x", " " + END, END.strip() + " x\n")) {
      assertRefused(BEGIN + "AAAA\n" + end);
    }
    assertRefused(BEGIN);
  }

  @Test
  void read_malformedFurtherOn_goodLinesComeFirstAndTheFailureStays() throws IOException {
    String text = BEGIN + FULL + "A\n" + END;
    try (InputStream in =
        Armor.decode(new BufferedInputStream(new ByteArrayInputStream(text.getBytes(US_ASCII))))) {
      assertThat(in.readNBytes(48)).hasSize(48);
      for (int i = 0; i < 2; i++) {
        assertThat(catchThrowableOfType(AgeException.class, in::read).failure())
            .isEqualTo(AgeException.Failure.ARMOR);
      }
    }
  }

  @Test
  void isArmored_firstByte_decides() {
    assertThat(Armor.isArmored(new byte[0])).isFalse();
    assertThat(Armor.isArmored("age-encryption.org/v1".getBytes(US_ASCII))).isFalse();
    assertThat(Armor.isArmored(BEGIN.getBytes(US_ASCII))).isTrue();
    assertThat(Armor.isArmored("\n".getBytes(US_ASCII))).isTrue();
  }
}
