package dev.provisioning.kms.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.InvalidCiphertextException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FakeBlobTest {
  private static final byte[] BLOB =
      FakeBlob.write(7, "nonce-------".getBytes(StandardCharsets.US_ASCII), new byte[20]);

  @Test
  void read_whatWriteMade_givesItsParts() {
    FakeBlob blob = FakeBlob.read(BLOB);
    assertThat(blob.version()).isEqualTo(7);
    assertThat(blob.nonce()).asString().isEqualTo("nonce-------");
    assertThat(blob.sealed()).isEqualTo(new byte[20]);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void read_wrongMagic_isRefused(int index) {
    byte[] wrong = BLOB.clone();
    wrong[index] ^= 1;
    assertThatThrownBy(() -> FakeBlob.read(wrong))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("FakeKms");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 34})
  void read_shorterThanAnEmptyPlaintext_isRefused(int length) {
    assertThatThrownBy(() -> FakeBlob.read(Arrays.copyOf(BLOB, length)))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("truncated");
  }
}
