package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionContextTest {
  private static void assertInvalid(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  /* ---- text form ---- */

  @Test
  void parse_splitsAtCommasAndAtTheFirstEqualsSign() {
    EncryptionContext context = EncryptionContext.parse("url=a=b, c =,d= ");
    assertThat(context.entries()).isEqualTo(Map.of("url", "a=b", " c ", "", "d", " "));
  }

  @Test
  void parse_emptyText_isTheEmptyContext() {
    assertThat(EncryptionContext.parse("")).isSameAs(EncryptionContext.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"env", "=prod", "a=b,", ",a=b", "a=b,,c=d", "a=b,c", "a=1,a=2", "a=1,a=1"})
  void parse_whatIsNoListOfEntries_isInvalid(String text) {
    assertInvalid(() -> EncryptionContext.parse(text));
  }

  @Test
  void parse_error_namesThePlaceAndNoValue() {
    assertThatThrownBy(() -> EncryptionContext.parse("a=b,secret"))
        .hasMessageContaining("entry 2")
        .hasMessageNotContaining("secret");
  }

  /* ---- entries ---- */

  @ParameterizedTest
  @ValueSource(
      strings = {"", "kms1-purpose", "kms1-", "a\nb", "a\u0000", "a\u007f", "a\u0085", "\ud83d"})
  void key_thatIsEmptyReservedOrNoText_isInvalid(String key) {
    assertInvalid(() -> EncryptionContext.of(key, "v"));
    assertInvalid(() -> EncryptionContext.of(Map.of(key, "v")));
    assertInvalid(() -> EncryptionContext.empty().with(key, "v"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\tb", "\r", "\udd11", "x\ud83dy"})
  void value_thatIsNoText_isInvalidAndNotShown(String value) {
    assertInvalid(() -> EncryptionContext.of("key", value));
    assertThatThrownBy(() -> EncryptionContext.of("key", value))
        .hasMessageContaining("key")
        .hasMessageNotContaining(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms1", "KMS1-x", "kms2-x", " kms1-x"})
  void key_thatOnlyLooksReserved_isFine(String key) {
    assertThat(EncryptionContext.of(key, "v").keys()).containsExactly(key);
  }

  @Test
  void with_keyThatIsThere_acceptsTheSameValueOnly() {
    EncryptionContext context = EncryptionContext.of("env", "prod");
    assertThat(context.with("env", "prod")).isEqualTo(context);
    assertInvalid(() -> context.with("env", "dev"));
  }

  @Test
  void with_leavesTheContextItself() {
    EncryptionContext context = EncryptionContext.of("env", "prod");
    context.with("service", "api");
    assertThat(context.keys()).containsExactly("env");
  }

  @Test
  void of_map_isACopy() {
    Map<String, String> map = new LinkedHashMap<>(Map.of("a", "b"));
    EncryptionContext context = EncryptionContext.of(map);
    map.put("c", "d");
    assertThat(context.keys()).containsExactly("a");
    assertThatThrownBy(() -> context.entries().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  /* ---- canonical form ---- */

  @Test
  void canonicalBytes_areCountThenLengthsAndTexts() {
    assertThat(EncryptionContext.parse("env=prod,a=").canonicalBytes())
        .isEqualTo(
            HexFormat.of()
                .parseHex(
                    "00000002" // two entries
                        + "00000001"
                        + "61"
                        + "00000000" // a, nothing
                        + "00000003"
                        + "656e76"
                        + "00000004"
                        + "70726f64")); // env, prod
  }

  @Test
  void canonicalBytes_ofTheEmptyContext_areNone() {
    assertThat(EncryptionContext.empty().canonicalBytes()).isEmpty();
  }

  /** Java would put U+1F511, which is two units from U+D83D, before U+FFFD. */
  @Test
  void canonicalBytes_areSortedByUtf8AndNotByUtf16() {
    EncryptionContext context = EncryptionContext.of(Map.of("\ud83d\udd11", "1", "\ufffd", "2"));
    assertThat(context.keys()).containsExactly("\ufffd", "\ud83d\udd11");
  }

  @Test
  void canonicalBytes_keepEntriesApart() {
    assertThat(EncryptionContext.of("a", "bc").canonicalBytes())
        .isNotEqualTo(EncryptionContext.of("ab", "c").canonicalBytes());
  }

  @Test
  void canonicalBytes_areACopy() {
    EncryptionContext context = EncryptionContext.of("a", "b");
    context.canonicalBytes()[0] = 1;
    assertThat(context.canonicalBytes()[0]).isZero();
  }

  @Test
  void size_atTheLimit_isFineAndOneByteMoreIsNot() {
    String most = "v".repeat(EncryptionContext.MAX_BYTES - 13);
    assertThat(EncryptionContext.of("k", most).canonicalBytes())
        .hasSize(EncryptionContext.MAX_BYTES);
    assertInvalid(() -> EncryptionContext.of("k", most + "v"));
    assertInvalid(() -> EncryptionContext.of("k", most).with("l", ""));
  }

  @Test
  void forDataKey_alwaysFits() {
    EncryptionContext full =
        EncryptionContext.of("k", "v".repeat(EncryptionContext.MAX_BYTES - 13));
    assertThat(full.forDataKey().canonicalBytes().length).isLessThanOrEqualTo(8192);
    assertThat(full.forDataKey().entries()).containsEntry("kms1-purpose", "data-key");
  }

  /* ---- as a value ---- */

  @Test
  void equals_inAnyOrder_isByEntries() {
    EncryptionContext one = EncryptionContext.parse("a=1,b=2");
    EncryptionContext two = EncryptionContext.parse("b=2,a=1");
    assertThat(one).isEqualTo(two).hasSameHashCodeAs(two);
    assertThat(one).isNotEqualTo(EncryptionContext.parse("a=1,b=3"));
  }

  @Test
  void toString_showsKeysOnly() {
    assertThat(EncryptionContext.parse("env=prod,service=api"))
        .hasToString("EncryptionContext[env, service]");
  }
}
