package dev.provisioning.kms.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TomlConfigReaderTest {
  private static List<String> read(String text) {
    return new TomlConfigReader()
        .read("kms.toml", text).stream().map(TomlConfigReaderTest::show).toList();
  }

  private static String show(ConfigEntry entry) {
    ConfigValue value = entry.value();
    return value.origin().line()
        + ":"
        + value.origin().column()
        + " "
        + String.join("/", entry.path())
        + " "
        + value.kind()
        + " "
        + value.text()
        + String.join("|", value.items());
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> new TomlConfigReader().read("kms.toml", text))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("kms.toml:" + message)
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
  }

  @Test
  void read_everyKindOfSetting_hasItsPlace() {
    String toml =
        """
        [kms]
        environment = "${ENV:-dev}"
          decrypt_also = ["a", 'b']   # more

        [kms.age]
        count = 1_000
        hex = 0x10
        flag = true
        path = 'C:\\Users\\x'
        empty = []
        inline = { a = "1", b.c = "2" }

        [kms.aws.keys]
        "tenant-*" = "alias/app-tenant-*"
        dotted.name = "x"
        """;

    assertThat(read(toml))
        .containsExactlyInAnyOrder(
            "1:1 kms TABLE ",
            "2:1 kms/environment TEXT ${ENV:-dev}",
            "3:3 kms/decrypt_also LIST a|b",
            "5:1 kms/age TABLE ",
            "6:1 kms/age/count INTEGER 1000",
            "7:1 kms/age/hex INTEGER 16",
            "8:1 kms/age/flag BOOLEAN true",
            "9:1 kms/age/path TEXT C:\\Users\\x",
            "10:1 kms/age/empty LIST ",
            "11:1 kms/age/inline TABLE ",
            "11:12 kms/age/inline/a TEXT 1",
            "11:21 kms/age/inline/b TABLE ",
            "11:21 kms/age/inline/b/c TEXT 2",
            "13:1 kms/aws TABLE ",
            "13:1 kms/aws/keys TABLE ",
            "14:1 kms/aws/keys/tenant-* TEXT alias/app-tenant-*",
            "15:1 kms/aws/keys/dotted TABLE ",
            "15:1 kms/aws/keys/dotted/name TEXT x");
  }

  @Test
  void read_otherTables_areLeftToTheApplication() {
    String toml =
        """
        title = 1.5
        born = 1979-05-27
        [app]
        list = [1, [2.5]]
        [[app.servers]]
        a.b.c.d.e.f.g = 1
        """;

    assertThat(read(toml)).isEmpty();
    assertThat(read("")).isEmpty();
    assertThat(read("# only this")).isEmpty();
  }

  @Test
  void read_windowsLineEnds_countOnce() {
    assertThat(read("[kms]\r\n\r\na = 'x'\r\n")).contains("3:1 kms/a TEXT x");
  }

  @Test
  void read_variableWithoutQuotes_saysWhatToWrite() {
    refused(
        "[kms.cosmian]\napi_key = ${COSMIAN_API_KEY}\n",
        "2:11: a value needs quotes: write \"${COSMIAN_API_KEY}\" in quotes");
    refused("[kms]\na = ${A:-s3cret}", "2:5: a value needs quotes: write \"${A:-…}\" in quotes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:\\\\Users\\\\x", "C:\\\\s3cret", "C:\\\\xyz"})
  void read_backslashInQuotes_saysWhatToWrite(String path) {
    String single = path.replace("\\\\", "\\");

    refused(
        "[kms.age]\n  path = \"" + single + "\"\n",
        "2:13: a backslash in \"…\" starts an escape: write a Windows path in '…', or every"
            + " backslash twice");
    assertThat(read("[kms.age]\npath = \"" + path + "\"\n"))
        .contains("2:1 kms/age/path TEXT " + single);
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cret", "$s3cret", "True", "yes", "$", "alias/s3cret", ""})
  void read_valueWithoutQuotes_saysWhatIsExpected(String value) {
    assertThatThrownBy(() -> read("[kms]\na = " + value + "\n"))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageStartingWith("kms.toml:2:5: ")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void read_nameTwice_namesTheFirstLine() {
    refused("[kms]\na = 1\na = 's3cret'\n", "3:1: " + again(2));
    refused("[kms]\n[kms.age]\nx = 1\n[kms.age]\ny = 1\n", "4:1: " + again(2));
    refused("[kms]\nage = 1\n[kms.age]\ny = 1\n", "3:1: " + again(2));
    refused("[kms]\na = { b = 1, b = 2 }\n", "2:14: " + again(2));
  }

  private static String again(int line) {
    return "this name was used before, on line " + line + ": keep one of the two";
  }

  @Test
  void read_valuesThatNoSettingHas_areRefusedAtTheirPlace() {
    String fraction = "no setting is a number with a fraction; a text stands in quotes";
    String date = "no setting is a date or time; a text stands in quotes";
    String list = "a list holds texts in quotes only, such as [\"a\", \"b\"]";
    refused("[kms.age]\n x = 1.5", "2:2: " + fraction);
    refused("[kms.age]\nx = inf", "2:1: " + fraction);
    refused("[kms.age]\nx = 1979-05-27", "2:1: " + date);
    refused("[kms.age]\nx = 07:32:00", "2:1: " + date);
    refused("[kms.age]\nx = 1979-05-27T07:32:00", "2:1: " + date);
    refused("[kms.age]\nx = 1979-05-27T07:32:00Z", "2:1: " + date);
    refused("[kms.age]\nx = [\"a\", 1]", "2:1: " + list);
    refused("[kms.age]\nx = [1]", "2:1: " + list);
    refused("[kms.age]\nx = [[\"a\"]]", "2:1: " + list);
    refused(
        "[[kms.age]]\nx = 1",
        "1:1: a list of tables is not a setting; a section is written [kms.NAME]");
    refused("[kms.age]\nx = 99999999999999999999", "2:5: the number is too large");
  }

  @Test
  void read_tooDeep_isRefusedAtItsPlace() {
    refused("[kms.a.b.c.d]\ne = 1", "2:1: tables are nested too deeply");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[kms]\na = \"s3cret\n", "[kms\na = 1\n", "[kms]\na = 's3cret"})
  void read_quoteOrBracketNotClosed_isTold(String toml) {
    assertThatThrownBy(() -> read(toml))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageMatching(
            "kms.toml:\\d+:\\d+: the line ends too early: a quote or a bracket is not closed");
  }

  @Test
  void read_otherSlips_areTold() {
    refused("[kms]\na b = 1", "2:3: = is expected after the name");
    refused(
        "[kms]\na = 1 s3cret",
        "2:7: " + "the line goes on after the value; a text stands in quotes as a whole");
    refused("= 1", "1:1: this is not TOML; a line is name = value, [table] or # comment");
    refused("[kms]\na = \"s3cret\u0001\"", "2:12: a control character is not allowed here");
  }
}
