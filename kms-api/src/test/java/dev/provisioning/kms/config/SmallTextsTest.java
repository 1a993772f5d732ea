package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, lists, names of settings and home folders, as they are written. */
class SmallTextsTest {
  @ParameterizedTest
  @CsvSource({
    "0ms,PT0S",
    "500ms,PT0.5S",
    "30s,PT30S",
    "5m,PT5M",
    "12h,PT12H",
    "90d,PT2160H",
    "36500d,PT876000H"
  })
  void duration_withUnit_isRead(String text, Duration duration) {
    assertThat(DurationText.parse(text)).contains(duration);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "30", "s", "-1s", "+1s", "1.5s", "30 s", "30S", "1w", "36501d", "9999999999s"})
  void duration_anythingElse_isNone(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @Test
  void duration_longest_fitsNanoseconds() {
    assertThat(DurationText.parse("36500d").orElseThrow().toNanos()).isPositive();
  }

  @Test
  void list_textWithCommas_isSplitAndStripped() {
    assertThat(ListText.split("a, b ,c")).containsExactly("a", "b", "c");
    assertThat(ListText.split("a,,b,")).containsExactly("a", "", "b", "");
    assertThat(ListText.split("")).isEmpty();
    assertThat(ListText.split(" ")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "private-key-path,private_key_path",
    "keys.my-key,keys.my-key",
    "my-table.a-b.c-d,my_table.a-b.c-d"
  })
  void settingName_hyphens_areUnderscoresOutsideTables(String written, String normal) {
    assertThat(SettingName.normal(written)).isEqualTo(normal);
  }

  @Test
  void home_variable_winsOverTheJdk() {
    assertThat(HomePath.expand("~/x", Map.of("HOME", "/h")::get)).isEqualTo("/h/x");
    assertThat(HomePath.expand("~/x", Map.of("HOME", "")::get))
        .isEqualTo(System.getProperty("user.home") + "/x");
    assertThat(HomePath.expand("a~/x", Map.of("HOME", "/h")::get)).isEqualTo("a~/x");
  }

  @Test
  void home_unknown_isAnErrorAndNotAFolderOfThatName() {
    assertThatThrownBy(() -> HomePath.expand("~/x", Map.of("HOME", "?")::get))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("the home folder is not known, so ~/ cannot be used: set HOME");
  }

  @ParameterizedTest
  @ValueSource(strings = {"~", "~root/x", "~\\x"})
  void home_ofSomebodyElse_isRefused(String text) {
    assertThatThrownBy(() -> HomePath.expand(text, Map.of("HOME", "/h")::get))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("in a path, ~ stands only as ~/ at the start");
  }
}
