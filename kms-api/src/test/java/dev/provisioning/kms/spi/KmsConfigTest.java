package dev.provisioning.kms.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import dev.provisioning.kms.spi.ConfigValue.Variable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading one section. Every value here is s3cret or holds it; no message may repeat it. */
class KmsConfigTest {
  private static final ConfigOrigin PLACE = new ConfigOrigin("kms.toml", 12, 5);
  private static final Map<String, String> VARIABLES = Map.of("HOME", "/home/x", "EMPTY", "");

  private static KmsConfig of(String key, Kind kind, String text) {
    return of(key, ConfigValue.scalar(kind, text, PLACE));
  }

  private static KmsConfig of(String key, ConfigValue value) {
    return KmsConfig.builder("main", "vault")
        .folder(Path.of("/etc/app"))
        .environment(VARIABLES::get)
        .set(key, value)
        .build();
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("kms.toml:12:5: kms.main.a_b " + message)
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TEXT", "UNTYPED"})
  void text_ofATextOrUntyped_isRead(Kind kind) {
    assertThat(of("a-b", kind, "s3cret").text("a_b")).contains("s3cret");
    assertThat(of("a_b", kind, "s3cret").text("a-b")).contains("s3cret");
    assertThat(of("a_b", kind, "s3cret").require("a_b")).isEqualTo("s3cret");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INTEGER", "BOOLEAN", "LIST", "TABLE"})
  void text_ofAnotherKind_isRefused(Kind kind) {
    refused(() -> of("a_b", kind, "s3cret").text("a_b"), "must be a text in quotes");
    refused(() -> of("a_b", kind, "s3cret").secret("a_b"), "must be a text in quotes");
    refused(() -> of("a_b", kind, "s3cret").path("a_b"), "must be a text in quotes");
  }

  @Test
  void require_absent_namesSectionAndSetting() {
    assertThatThrownBy(() -> of("x", Kind.TEXT, "s3cret").require("a_b"))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("[kms.main] needs the setting a_b");
  }

  @Test
  void require_absentWithAnOrigin_standsAtTheSection() {
    KmsConfig config = KmsConfig.builder("main", "vault").origin(PLACE).build();

    assertThatThrownBy(() -> config.require("a_b"))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("kms.toml:12:5: [kms.main] needs the setting a_b");
    assertThat(config.invalid("a_b", "is not there"))
        .hasMessage("kms.toml:12:5: kms.main.a_b is not there");
  }

  @Test
  void address_partlyFromAVariable_isRefused() {
    ConfigValue part = new ConfigValue(Kind.UNTYPED, "s3cret", List.of(), PLACE, Variable.PART);
    ConfigValue whole = new ConfigValue(Kind.UNTYPED, "s3cret", List.of(), PLACE, Variable.WHOLE);

    refused(() -> of("a_b", part).address("a_b"), "in an address, ${…} must be the whole value");
    assertThat(of("a_b", whole).address("a_b")).contains("s3cret");
    assertThat(of("a_b", Kind.TEXT, "s3cret").address("a_b")).contains("s3cret");
    assertThat(of("a_b", whole).address("other")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"BOOLEAN", "UNTYPED"})
  void flag_trueOrFalse_isRead(Kind kind) {
    assertThat(of("a_b", kind, "true").flag("a_b", false)).isTrue();
    assertThat(of("a_b", kind, "false").flag("a-b", true)).isFalse();
    assertThat(of("a_b", kind, "true").flag("other", true)).isTrue();
  }

  @Test
  void flag_anythingElse_isRefused() {
    refused(() -> of("a_b", Kind.UNTYPED, "s3cret").flag("a_b", true), "must be true or false");
    refused(() -> of("a_b", Kind.UNTYPED, "TRUE").flag("a_b", true), "must be true or false");
    refused(
        () -> of("a_b", Kind.TEXT, "true").flag("a_b", true),
        "must be true or false, without quotes");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"INTEGER", "UNTYPED"})
  void integer_withinItsBounds_isRead(Kind kind) {
    assertThat(of("a_b", kind, "7").integer("a_b", 1, 7, 7)).isEqualTo(7);
    assertThat(of("a_b", kind, "7").integer("other", 1, 7, 7)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "", "6", "8", "7.0", " 7", "99999999999"})
  void integer_anythingElse_isRefused(String text) {
    refused(
        () -> of("a_b", Kind.UNTYPED, text).integer("a_b", 1, 7, 7),
        "must be a whole number from 7 to 7");
  }

  @Test
  void integer_inQuotes_isRefused() {
    refused(
        () -> of("a_b", Kind.TEXT, "7").integer("a_b", 1, 7, 7),
        "must be a whole number without quotes");
  }

  @Test
  void duration_withUnit_isRead() {
    assertThat(of("a_b", Kind.TEXT, "30s").duration("a-b", Duration.ZERO)).hasSeconds(30);
    assertThat(of("a_b", Kind.UNTYPED, "5m").duration("a_b", Duration.ZERO)).hasMinutes(5);
    assertThat(of("a_b", Kind.TEXT, "30s").duration("other", Duration.ZERO)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"INTEGER,30", "TEXT,30", "TEXT,s3cret", "UNTYPED,''", "BOOLEAN,true", "LIST,''"})
  void duration_anythingElse_isRefused(Kind kind, String text) {
    refused(
        () -> of("a_b", kind, text).duration("a_b", Duration.ZERO),
        "must be a duration with its unit, such as \"500ms\", \"30s\" or \"5m\"");
  }

  @Test
  void list_ofAListOrOfTextWithCommas_isRead() {
    assertThat(of("a_b", ConfigValue.list(List.of("a", "b,c"), PLACE)).list("a-b"))
        .containsExactly("a", "b,c");
    assertThat(of("a_b", Kind.UNTYPED, "a, b").list("a_b")).containsExactly("a", "b");
    assertThat(of("a_b", Kind.UNTYPED, "").list("a_b")).isEmpty();
    assertThat(of("a_b", Kind.UNTYPED, "a").list("other")).isEmpty();
  }

  @Test
  void list_ofATextInQuotes_isRefused() {
    refused(
        () -> of("a_b", Kind.TEXT, "s3cret").list("a_b"),
        "must be a list of texts, such as [\"a\", \"b\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "k.txt,/etc/app/k.txt",
    "../k.txt,/etc/app/../k.txt",
    "/k.txt,/k.txt",
    "~/k.txt,/home/x/k.txt"
  })
  void path_text_isResolved(String text, Path path) {
    assertThat(of("a_b", Kind.TEXT, text).path("a_b")).contains(path);
    assertThat(of("a_b", Kind.TEXT, text).resolve(text)).isEqualTo(path);
  }

  @Test
  void path_ofSomebodyElsesHome_isRefused() {
    refused(
        () -> of("a_b", Kind.TEXT, "~s3cret/x").path("a_b"),
        "is not a path: in a path, ~ stands only as ~/ at the start");
  }

  @Test
  void path_withAnEscapeOfTheSyntax_saysWhatToWrite() {
    refused(
        () -> of("a_b", Kind.TEXT, "C:\temp\\s3cret").path("a_b"),
        "has a control character; a path with backslashes stands in '…' or doubles them");
    refused(
        () -> of("a_b", Kind.TEXT, "s3cret\0").path("a_b"),
        "has a control character; a path with backslashes stands in '…' or doubles them");
  }

  @Test
  void path_empty_isRefused() {
    refused(() -> of("a_b", Kind.TEXT, "").path("a_b"), "is empty");
  }

  @Test
  void table_settings_keepTheirNames() {
    KmsConfig config =
        KmsConfig.builder("main", "vault")
            .set("keys", ConfigValue.table(PLACE))
            .set("keys.my-key", ConfigValue.scalar(Kind.TEXT, "x", PLACE))
            .set("keys.a.b", ConfigValue.scalar(Kind.UNTYPED, "y", PLACE))
            .set("keystore", ConfigValue.scalar(Kind.TEXT, "z", PLACE))
            .build();

    assertThat(config.table("keys")).containsOnly(Map.entry("my-key", "x"), Map.entry("a.b", "y"));
    assertThat(config.unread()).containsExactly("keystore");
  }

  @Test
  void table_absent_isEmpty() {
    assertThat(of("x", Kind.TEXT, "s3cret").table("keys")).isEmpty();
  }

  @Test
  void table_thatIsAText_isRefused() {
    refused(
        () -> of("a_b", Kind.UNTYPED, "s3cret").table("a_b"),
        "must be a table: write [kms.main.a_b]");
  }

  @Test
  void table_withANumber_isRefused() {
    assertThatThrownBy(() -> of("keys.my-key", Kind.INTEGER, "5").table("keys"))
        .hasMessage("kms.toml:12:5: kms.main.keys.my-key must be a text in quotes");
  }

  @Test
  void unread_settings_areThoseNobodyAskedFor() {
    KmsConfig config =
        KmsConfig.builder("main", "vault")
            .set(Map.of("a-b", "1", "c", "2", "t_file", "x", "d", "3"))
            .build();
    config.text("a_b");
    config.integer("c", 0, 0, 9);
    config.secret("t");

    assertThat(config.unread()).containsExactly("d");
    assertThat(config.known()).containsExactly("a_b", "c", "t", "t_env", "t_file");
  }

  @Test
  void invalid_settingThatIsNotSet_hasNoPlace() {
    assertThat(of("x", Kind.TEXT, "s3cret").invalid("a-b", "must be set"))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("kms.main.a_b must be set");
  }

  @Test
  void environment_emptyVariable_countsAsUnset() {
    KmsConfig config = of("x", Kind.TEXT, "s3cret");

    assertThat(config.environment("HOME")).contains("/home/x");
    assertThat(config.environment("EMPTY")).isEmpty();
    assertThat(config.environment("NOT_SET")).isEmpty();
  }

  @Test
  void toString_ofAnything_showsNoValue() {
    ConfigValue list = ConfigValue.list(List.of("s3cret"), PLACE);
    KmsConfig config = of("a_b", Kind.TEXT, "s3cret");

    assertThat(config).hasToString("KmsConfig[main, [a_b]]");
    assertThat(list).hasToString("LIST at kms.toml:12:5");
    assertThat(new ConfigEntry(List.of("kms"), list).toString()).doesNotContain("s3cret");
  }

  @Test
  void scheme_isInLowerCase() {
    assertThat(KmsConfig.builder("x", "VAULT").build().scheme()).isEqualTo("vault");
  }

  @ParameterizedTest
  @CsvSource({"0,0,f", "3,0,f:3", "3,9,f:3:9", "0,9,f"})
  void origin_toString_isWhatEditorsRead(int line, int column, String text) {
    assertThat(new ConfigOrigin("f", line, column)).hasToString(text);
  }
}
