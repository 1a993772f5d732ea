package dev.provisioning.kms;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Committed files that every version must read and write, byte for byte. */
class CiphertextExamplesTest {
  private static final byte[] SIXTEEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

  private static final Map<String, Ciphertext> EXAMPLES =
      Map.of(
          "plain",
          Ciphertext.of("vault", "transit/app", "3", "vault:v3:AAECAwQFBgc=".getBytes(US_ASCII))
              .describing(false, List.of("env", "service")),
          "data-key",
          Ciphertext.of("fake", "k1", "1", SIXTEEN).describing(true, List.of("env")),
          "no-context-hint",
          Ciphertext.of("age", "age1example", "", "age-encryption.org/v1\n".getBytes(US_ASCII)));

  private static byte[] file(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            CiphertextExamplesTest.class.getResourceAsStream("/examples/" + name), name)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "data-key", "no-context-hint"})
  void example_isReadAndWrittenByteForByte(String name) throws IOException {
    Ciphertext expected = Objects.requireNonNull(EXAMPLES.get(name));
    byte[] bytes = file(name + ".bin");
    String text = new String(file(name + ".txt"), US_ASCII);

    assertThat(expected.toBytes()).isEqualTo(bytes);
    assertThat(expected).hasToString(text);
    for (Ciphertext read : List.of(Ciphertext.parse(bytes), Ciphertext.parse(text))) {
      assertThat(read).isEqualTo(expected);
      assertThat(read.isDataKey()).isEqualTo(expected.isDataKey());
      assertThat(read.contextKeys()).isEqualTo(expected.contextKeys());
      assertThat(read.blob()).isEqualTo(expected.blob());
    }
  }
}
