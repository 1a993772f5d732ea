package dev.provisioning.kms.service.cli.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTextTest {
  private final FakeKms fake = FakeKms.create().withKey("k1");

  private static byte[] read(String text) throws IOException {
    return EnvelopeText.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
        .readAllBytes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 49_151, 49_152, 49_153, 98_304, 200_000})
  void read_ofOf_givesEveryByteBack(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    assertThat(read(EnvelopeText.of(bytes))).isEqualTo(bytes);
    assertThat(read(" \t\r\n" + EnvelopeText.of(bytes) + "\r\n \n")).isEqualTo(bytes);
    assertThat(read(EnvelopeText.of(bytes) + " ".repeat(200_000))).isEqualTo(bytes);
  }

  @Test
  void read_byteByByte_isTheSame() throws IOException {
    InputStream in =
        EnvelopeText.read(
            new ByteArrayInputStream("kmse1._wAB\n".getBytes(StandardCharsets.US_ASCII)));
    assertThat(new int[] {in.read(), in.read(), in.read(), in.read(), in.read()})
        .containsExactly(255, 0, 1, -1, -1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kmse1.A", // no byte has one letter
        "kmse1.AB", // bits that count for nothing
        "kmse1.AAB",
        "kmse1.AA==", // padding
        "kmse1.AAA=",
        "kmse1.AA+A", // the other alphabet
        "kmse1.AA/A",
        "kmse1.AAAA\nAAAA", // two lines
        "kmse1.AAAA x",
        "kmse1.AA\u00e4A",
        "kmse2.AAAA",
        "kms",
        ""
      })
  void read_anotherText_isInvalid(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(Refusal.class).hasMessageContaining("text");
  }

  @Test
  void read_wrongLettersFarBehind_areInvalid() {
    assertThatThrownBy(() -> read("kmse1." + "A".repeat(100_000) + "!AAA"))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> read("kmse1." + "A".repeat(65_536) + "\n" + "A".repeat(4)))
        .isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> read("kmse1.AAAA" + " ".repeat(70_000) + "A"))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void seal_sourceThatDies_leavesNoEnvelope() {
    InputStream dying =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("gone");
          }
        };
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(new byte[100_000]), dying);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Envelope envelope = Envelope.of(fake.client())) {
      EncryptionContext none = EncryptionContext.empty();
      assertThatThrownBy(() -> EnvelopeText.seal(envelope, in, none, out)).hasMessage("gone");
      InputStream text = EnvelopeText.read(new ByteArrayInputStream(out.toByteArray()));
      assertThatThrownBy(() -> envelope.open(text, new ByteArrayOutputStream(), none))
          .isInstanceOfAny(InvalidCiphertextException.class, Refusal.class);
    }
  }
}
