package dev.provisioning.kms.vault.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNameTest {
  @ParameterizedTest
  @CsvSource({
    "app,ns:m/app",
    "a.b-c_d,ns:m/a.b-c_d",
    "transit/app,ns:transit/app",
    "team/transit/app,ns:team/transit/app",
    "other:m/app,other:m/app",
    "a/b:c/d/app,a/b:c/d/app",
  })
  void parse_id_isFull(String text, String full) {
    assertThat(KeyName.parse(text, "ns", "m").map(KeyName::toString)).contains(full);
  }

  @Test
  void parse_full_withoutNamespace_hasNoColon() {
    assertThat(KeyName.parse("app", "", "transit").map(KeyName::toString)).contains("transit/app");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/app",
        "m/",
        "//m/app",
        "/m/app",
        "m//app",
        "m/../app",
        "../app",
        "./app",
        ".app",
        "-app",
        "app.",
        "app-",
        "app/..",
        "app%2f",
        "app?x",
        "app#",
        "a b",
        "äpp",
        "app\n",
        ":app",
        ":m/app",
        "ns:app",
        "ns::m/app",
        "ns:other:m/app",
        "ns/:m/app",
        "/ns:m/app",
        "ns:/m/app",
        "ns:m//app",
      })
  void parse_anythingElse_isNone(String text) {
    assertThat(KeyName.parse(text, "", "transit")).isEmpty();
  }

  @Test
  void parse_longText_isNoneAndEndsSoon() {
    assertThat(KeyName.parse("/".repeat(2048), "", "transit")).isEmpty();
    assertThat(KeyName.parse("a/".repeat(1024), "", "transit")).isEmpty();
    assertThat(KeyName.parse("a".repeat(300), "", "transit")).isEmpty();
  }

  @Test
  void path_slashesAtItsEnds_areIgnored() {
    assertThat(KeyName.path("a mount point", "//team/transit/")).isEqualTo("team/transit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "a/../b", "a b", "a?b"})
  void path_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> KeyName.path("a mount point", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a mount point is a path");
  }
}
