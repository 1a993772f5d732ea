package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitBlobTest {
  @Test
  void parse_blob_hasTheVersion() {
    TransitBlob blob = TransitBlob.parse("vault:v12:YWI=".getBytes(UTF_8));
    assertThat(blob.version()).isEqualTo("12");
    assertThat(blob.bytes()).asString(UTF_8).isEqualTo("vault:v12:YWI=");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vault:v1:",
        "vault:v0:YWI=",
        "vault:v01:YWI=",
        "vault:v:YWI=",
        "vault:v-1:YWI=",
        "vault:v1234567890:YWI=",
        "vault:1:YWI=",
        "Vault:v1:YWI=",
        " vault:v1:YWI=",
        "vault:v1:YWI",
        "vault:v1:YWI= ",
        "vault:v1:YW-_",
        "vault:v1:Y=I=",
        "vault:v1:====",
        "vault:v1:Y===",
        "vault:v1:YWJj\"",
        "vault:v1:YWJj\n",
        "vault:v1:YWJj:YWJj",
        "vault:v1:YWé=",
      })
  void parse_anythingElse_isInvalid(String text) {
    assertThatThrownBy(() -> TransitBlob.parse(text.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CIPHERTEXT));
  }

  @Test
  void parse_megabytes_needNoStack() {
    assertThat(TransitBlob.parse("vault:v1:" + "abcd".repeat(1_000_000))).isPresent();
  }
}
