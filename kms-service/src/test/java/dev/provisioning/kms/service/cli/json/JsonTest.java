package dev.provisioning.kms.service.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static Map<String, String> parse(String json) {
    return FlatObject.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void object_members_keepTheirOrderAndTypes() {
    JsonObject inner = new JsonObject().put("x", List.of("1", "2"));
    assertThat(
            new JsonObject()
                .put("b", "t")
                .put("a", 1)
                .put("c", true)
                .put("d", inner)
                .putObjects("e", List.of(inner, new JsonObject()))
                .put("f", Map.of("k", "v")))
        .hasToString(
            "{\"b\":\"t\",\"a\":1,\"c\":true,\"d\":{\"x\":[\"1\",\"2\"]},"
                + "\"e\":[{\"x\":[\"1\",\"2\"]},{}],\"f\":{\"k\":\"v\"}}");
  }

  @Test
  void text_quotesControlsAndFormats_areEscaped() {
    assertThat(JsonText.of("\"\\/\b\f\n\r\t\0\u007f\u009b\u2028\u202e"))
        .isEqualTo("\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\\u0000\\u007f\\u009b\\u2028\\u202e\"");
  }

  @Test
  void text_surrogates_pairsStayAndLoneOnesAreEscaped() {
    assertThat(JsonText.of("ä😀")).isEqualTo("\"ä😀\"");
    assertThat(JsonText.of("\ud83d")).isEqualTo("\"\\ud83d\"");
    assertThat(JsonText.of("x\ude00\ud83d")).isEqualTo("\"x\\ude00\\ud83d\"");
  }

  @Test
  void parse_object_readsTextsAndEscapes() {
    assertThat(
            parse(
                " {\"a\" : \"1\",\r\n\t\"\\u00e4\\ud83d\\ude00\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"} "))
        .containsExactly(Map.entry("a", "1"), Map.entry("ä😀", "\"\\/\b\f\n\r\t"));
    assertThat(parse("{}")).isEmpty();
  }

  @Test
  void parse_whatTextWrites_comesBack() {
    String text = "\"\\\0\u2028ä😀\n";
    assertThat(parse(new JsonObject().put(text, text).toString())).containsEntry(text, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"a\"",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1}",
        "{\"a\":null}",
        "{\"a\":true}",
        "{\"a\":{}}",
        "{\"a\":[\"b\"]}",
        "{\"a\":\"b\",}",
        "{,}",
        "{a:\"b\"}",
        "{'a':'b'}",
        "{\"a\":\"b\"}{}",
        "{\"a\":\"b\"} x",
        "{\"a\":\"b",
        "{\"a\":\"b\\",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\u١٢٣٤\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"b\",\"a\":\"b\"}",
        "{\"a\":\"b\",\"\\u0061\":\"c\"}",
        "// c\n{}",
        "\ufeff{}",
        "{\"a\" \"b\"}",
        "{\"a\":\"b\" \"c\":\"d\"}",
        "\u00a0{}"
      })
  void parse_anythingElse_isRefusedWithThePosition(String json) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character");
  }

  @Test
  void parse_notUtf8_isRefused() {
    assertThatThrownBy(() -> FlatObject.parse(new byte[] {'{', '"', (byte) 0xC0, (byte) 0x80}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it is not UTF-8");
  }
}
