package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import dev.provisioning.kms.spi.ConfigValue.Variable;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolationTest {
  private static final ConfigOrigin PLACE = new ConfigOrigin("kms.toml", 7, 3);
  private static final Map<String, String> VARIABLES =
      Map.of("A", "one", "B_2", "two", "EMPTY", "", "NESTED", "${A}", "CLOSE", "}");

  private final Interpolation interpolation = new Interpolation(VARIABLES::get);

  private ConfigValue expand(String text) {
    return interpolation.expand("kms.age.key", ConfigValue.scalar(Kind.TEXT, text, PLACE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "plain | plain",
        "${A} | one",
        "<${A}-${B_2}> | <one-two>",
        "${NOT_SET:-other} | other",
        "${A:-other} | one",
        "${EMPTY:-other} | other",
        "${NOT_SET:-} | \"\"",
        "${NOT_SET:-a:-b} | a:-b",
        "$${A} | ${A}",
        "$${A}${A} | ${A}one",
        "${A}$${A} | one${A}",
        "$$${A} | $${A}",
        "cost $5 and $A | cost $5 and $A",
        "${CLOSE} | }",
      })
  void expand_text_replacesVariables(String written, String expanded) {
    assertThat(expand(written).text()).isEqualTo(expanded);
  }

  @Test
  void expand_variableThatHoldsAForm_isNotExpandedAgain() {
    assertThat(expand("${NESTED}").text()).isEqualTo("${A}");
  }

  @ParameterizedTest
  @CsvSource({
    "${A},WHOLE,UNTYPED",
    "${NOT_SET:-x},WHOLE,UNTYPED",
    "https://${A},PART,UNTYPED",
    "${A}/,PART,UNTYPED",
    "${A}${B_2},PART,UNTYPED",
    "$${A},NONE,TEXT",
    "plain,NONE,TEXT"
  })
  void expand_text_tellsHowMuchCameFromOutside(String written, Variable variable, Kind kind) {
    ConfigValue value = expand(written);

    assertThat(value.variable()).isEqualTo(variable);
    assertThat(value.kind()).isEqualTo(kind);
    assertThat(value.origin()).isEqualTo(PLACE);
  }

  @Test
  void expand_list_expandsItsItemsAndStaysAList() {
    ConfigValue value =
        interpolation.expand("kms.x.y", ConfigValue.list(List.of("${A}", "b", "c${B_2}"), PLACE));

    assertThat(value.items()).containsExactly("one", "b", "ctwo");
    assertThat(value.kind()).isEqualTo(Kind.LIST);
    assertThat(value.variable()).isEqualTo(Variable.PART);
  }

  @ParameterizedTest
  @ValueSource(strings = {"${NOT_SET}", "${EMPTY}"})
  void expand_unsetOrEmptyWithoutDefault_namesPlaceSettingAndVariable(String written) {
    assertThatThrownBy(() -> expand(written))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(
            "kms.toml:7:3: kms.age.key needs the environment variable "
                + written.replaceAll("[${}]", "")
                + ", which is not set or empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${}",
        "${1A}",
        "${A",
        "${A:+x}",
        "${A-x}",
        "${ A}",
        "${a.b}",
        "${X:-${A}}",
        "${${A}}",
        "${"
      })
  void expand_formThatIsNone_isRefusedWithoutItsText(String written) {
    assertThatThrownBy(() -> expand("s3cret" + written))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageStartingWith("kms.toml:7:3: kms.age.key has a ${ that begins neither ${NAME}")
        .hasMessageContaining("a literal ${ is written $${")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void defaulted_afterADefault_namesTheVariable() {
    expand("${A:-x}");
    assertThat(interpolation.defaulted()).isEmpty();

    expand("${NOT_SET:-x}");
    assertThat(interpolation.defaulted()).containsExactly("NOT_SET");
  }

  @Test
  void expand_aMillionCharacters_needsNoDeepStack() {
    String many = "x".repeat(1_000_000);

    assertThat(expand("${NOT_SET:-" + many + "}").text()).isEqualTo(many);
    assertThat(expand("$${".repeat(100_000)).text()).isEqualTo("${".repeat(100_000));
  }
}
