package dev.provisioning.kms.cosmian.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EscapeTest {
  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  @ParameterizedTest
  @CsvSource({
    "'',00",
    "8787,008787",
    "878700,00878700",
    "87,87",
    "8788,8788",
    "00,00",
    "008787,008787",
    "0787,0787"
  })
  void plaintext_isEscapedOnlyWhereTheServerWouldMisreadIt(String plaintext, String sent) {
    byte[] applied = Escape.apply(hex(plaintext));
    assertThat(applied).isEqualTo(hex(sent));
    assertThat(Escape.undo(applied, Escape.isNeeded(hex(plaintext)))).isEqualTo(hex(plaintext));
    assertThat(Bulk.startsLike(hex(sent))).isFalse();
  }

  @Test
  void plaintext_isNeitherKeptNorChanged() {
    byte[] plaintext = hex("0102");
    byte[] applied = Escape.apply(plaintext);
    assertThat(applied).isNotSameAs(plaintext);
    assertThat(plaintext).isEqualTo(hex("0102"));
  }

  @ParameterizedTest
  @CsvSource({
    "8787,false",
    "878700,false",
    "'',false",
    "'',true",
    "01,true",
    "0001,true",
    "0000,true",
    "8787,true",
    "018787,true"
  })
  void opened_thatNobodyEncrypts_isRefusedAndWiped(String opened, boolean escaped) {
    byte[] bytes = hex(opened);
    assertThatThrownBy(() -> Escape.undo(bytes, escaped))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThat(bytes).isEqualTo(new byte[bytes.length]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8787", "87870102"})
  void batch_beginsWithTwoMarks(String data) {
    assertThat(Bulk.startsLike(hex(data))).isTrue();
  }

  @Test
  void boundData_areNeverEmptyAndTellFlagsAndContextsApart() {
    EncryptionContext context = EncryptionContext.of("a", "b");
    assertThat(BoundData.of(false, EncryptionContext.empty()))
        .isEqualTo(hex("6b6d732d636f736d69616e2f31" + "00" + "01"));
    assertThat(BoundData.of(true, context))
        .isEqualTo(
            hex(
                "6b6d732d636f736d69616e2f31"
                    + "01"
                    + "01"
                    + HexFormat.of().formatHex(context.canonicalBytes())));
  }
}
