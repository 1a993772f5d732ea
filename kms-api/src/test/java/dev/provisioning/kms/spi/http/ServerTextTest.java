package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerTextTest {
  @Test
  void of_severalLines_isOne() {
    assertThat(ServerText.of("  a\r\n\tb  c\u2028d\u202ee ")).isEqualTo("a b c d e");
  }

  @Test
  void of_anUnpairedSurrogate_isASpace() {
    assertThat(ServerText.of("a\ud800b")).isEqualTo("a b");
    assertThat(ServerText.of("a😀b")).isEqualTo("a😀b");
  }

  @Test
  void of_aLongText_isShort() {
    assertThat(ServerText.of("x".repeat(9000))).hasSize(300);
    assertThat(ServerText.of("ä".repeat(9000).getBytes(UTF_8))).hasSize(300);
  }

  /** As Cosmian's server quotes what it was to encrypt. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Invalid value for a ByteString: 31323334 at line 1",
        "Invalid value for a ByteString: 48656C6C6F4 at line 1",
        "got: TextString(\"733363726574\")",
        "value 48656c6c6f48656c6c6fZZ at line 1"
      })
  void of_quotedBytes_showsNone(String text) {
    assertThat(ServerText.of(text)).contains("…").doesNotContainPattern("[0-9A-Fa-f]{5}");
  }

  @Test
  void of_quotedBytesWhereItIsCut_showsNone() {
    assertThat(ServerText.of("x ".repeat(147) + "48656C6C6F".repeat(4)))
        .doesNotContain("4865")
        .endsWith("…");
  }

  @Test
  void of_idsAndNumbers_staysAsItIs() {
    String text = "key 8aa6070a-56e4-49be-8d40-872c8e832a31 of 800000, deadbeefs";
    assertThat(ServerText.of(text)).isEqualTo(text);
  }
}
