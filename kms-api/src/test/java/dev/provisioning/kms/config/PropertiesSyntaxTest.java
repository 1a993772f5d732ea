package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesSyntaxTest {
  private static List<String> read(String text) {
    return PropertiesSyntax.read("kms.properties", text).stream()
        .map(PropertiesSyntaxTest::show)
        .toList();
  }

  private static String show(ConfigEntry entry) {
    return entry.value().origin() + " " + entry.path() + " " + entry.value().text();
  }

  @Test
  void read_lines_keepsLineAndColumn() {
    assertThat(read("# c\n\n kms.a.b = 1\n! c\\\nkms.c:2\nkms.d 3\nkms.e\n"))
        .containsExactly(
            "kms.properties:3:2 [kms, a, b] 1",
            "kms.properties:5:1 [kms, c] 2",
            "kms.properties:6:1 [kms, d] 3",
            "kms.properties:7:1 [kms, e] ");
  }

  @Test
  void read_continuedLine_standsAtItsFirstLine() {
    assertThat(read("kms.a = x\\\n   y\\\n# z\nkms.b=\\\\\nkms.c=1"))
        .containsExactly(
            "kms.properties:1:1 [kms, a] xy# z",
            "kms.properties:4:1 [kms, b] \\",
            "kms.properties:5:1 [kms, c] 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void read_anyLineEnd_countsOnce(String end) {
    assertThat(read("kms.a=1" + end + end + "kms.b=\\" + end + " 2" + end + "kms.c=3"))
        .containsExactly(
            "kms.properties:1:1 [kms, a] 1",
            "kms.properties:3:1 [kms, b] 2",
            "kms.properties:5:1 [kms, c] 3");
  }

  @Test
  void read_escapes_areDecodedByTheJdk() {
    assertThat(read("kms.a=\\u00e9\\t\\:é\nkms.\\u0062=2\nkms.c.x\\ y=3"))
        .containsExactly(
            "kms.properties:1:1 [kms, a] é\t:é",
            "kms.properties:2:1 [kms, b] 2",
            "kms.properties:3:1 [kms, c, x y] 3");
  }

  @Test
  void read_value_mayBeReadAsAnyType() {
    ConfigEntry entry = PropertiesSyntax.read("f", "kms.a=true").get(0);

    assertThat(entry.value().kind()).isEqualTo(Kind.UNTYPED);
  }

  @Test
  void read_brokenUnicodeEscape_namesTheLine() {
    assertThatThrownBy(() -> read("kms.a=1\n  kms.b=s3cret\\uZZZZ"))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("kms.properties:2:3: a \\u needs four hexadecimal digits after it")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void read_backslashAlone_doesNotBeginALine() {
    assertThat(read("\\\n# kms.a=1\nkms.b=2\n \\\n\n  kms.c=3"))
        .containsExactly("kms.properties:3:1 [kms, b] 2", "kms.properties:6:3 [kms, c] 3");
  }

  @Test
  void read_backslashAtTheEnd_endsTheValue() {
    assertThat(read("kms.a=x\\")).containsExactly("kms.properties:1:1 [kms, a] x");
    assertThat(read("\\")).isEmpty();
  }
}
