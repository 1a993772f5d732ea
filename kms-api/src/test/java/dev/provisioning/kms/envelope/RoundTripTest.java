package dev.provisioning.kms.envelope;

import static dev.provisioning.kms.envelope.Samples.CONTEXT;
import static dev.provisioning.kms.envelope.Samples.FRAME;
import static dev.provisioning.kms.envelope.Samples.plaintext;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.testing.FakeKms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoundTripTest {
  private final KmsClient client = FakeKms.create().withKey("k1").client();
  private final Envelope one = Envelope.of(client);
  private final Envelope three = Envelope.builder(client).threads(3).build();

  static IntStream sizes() {
    IntStream small = IntStream.of(0, 1, 15, 16, 17, 4096, 4097, 8191, 8192, 8193);
    IntStream aroundFrames =
        IntStream.of(1, 2, 3, 4, 5, 8, 9, 16, 17)
            .flatMap(n -> IntStream.of(n * FRAME - 1, n * FRAME, n * FRAME + 1));
    return IntStream.concat(small, aroundFrames);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void arrays_everySize_comeBack(int size) {
    byte[] plaintext = plaintext(size);
    byte[] sealed = one.seal(plaintext, CONTEXT);
    assertThat(three.open(sealed, CONTEXT)).isEqualTo(plaintext);
    assertThat(one.open(three.seal(plaintext, CONTEXT), CONTEXT)).isEqualTo(plaintext);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void streams_everySize_comeBack(int size) throws IOException {
    byte[] plaintext = plaintext(size);
    byte[] sealed = sealStream(one, new ByteArrayInputStream(plaintext), size);
    assertThat(openStream(three, new ByteArrayInputStream(sealed), size)).isEqualTo(plaintext);
    byte[] parallel = sealStream(three, new ByteArrayInputStream(plaintext), size);
    assertThat(openStream(one, new ByteArrayInputStream(parallel), size)).isEqualTo(plaintext);
    assertThat(one.open(parallel, CONTEXT)).isEqualTo(plaintext);
    assertThat(openStream(one, new ByteArrayInputStream(one.seal(plaintext, CONTEXT)), size))
        .isEqualTo(plaintext);
  }

  @Test
  void streams_thatGiveFewBytesAtOnce_comeBack() throws IOException {
    byte[] plaintext = plaintext(3 * FRAME + 5);
    byte[] sealed = sealStream(three, new Trickle(plaintext), plaintext.length);
    assertThat(openStream(three, new Trickle(sealed), plaintext.length)).isEqualTo(plaintext);
  }

  @Test
  void open_emptyContext_comesBack() {
    byte[] sealed = one.seal(plaintext(5), EncryptionContext.empty());
    assertThat(one.open(sealed, EncryptionContext.empty())).isEqualTo(plaintext(5));
  }

  @Test
  void open_plainCiphertext_decrypts() throws IOException {
    byte[] bytes = client.encrypt(plaintext(9), CONTEXT).toBytes();
    assertThat(one.open(bytes, CONTEXT)).isEqualTo(plaintext(9));
    assertThat(openStream(one, new ByteArrayInputStream(bytes), 9)).isEqualTo(plaintext(9));
  }

  @Test
  void seal_sameArgumentsTwice_sharesNothing() {
    byte[] first = one.seal(plaintext(100), CONTEXT);
    byte[] second = one.seal(plaintext(100), CONTEXT);
    assertThat(Envelope.inspect(first).messageId())
        .isNotEqualTo(Envelope.inspect(second).messageId());
    assertThat(first).isNotEqualTo(second);
  }

  private static byte[] sealStream(Envelope envelope, InputStream in, long size)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(envelope.seal(in, out, CONTEXT)).isEqualTo(size);
    return out.toByteArray();
  }

  private static byte[] openStream(Envelope envelope, InputStream in, long size)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(envelope.open(in, out, CONTEXT)).isEqualTo(size);
    return out.toByteArray();
  }

  private static final class Trickle extends FilterInputStream {
    Trickle(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return super.read(bytes, offset, Math.min(length, 1009));
    }
  }
}
