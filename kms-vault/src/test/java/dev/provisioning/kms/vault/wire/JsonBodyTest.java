package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
  private static String written(JsonBody body) {
    return new String(body.toBytes(), US_ASCII);
  }

  @Test
  void empty_isAnObject() {
    try (JsonBody body = new JsonBody()) {
      assertThat(written(body)).isEqualTo("{}");
    }
  }

  @Test
  void fields_areSeparated() {
    try (JsonBody body = new JsonBody()) {
      body.flag("a", true).text("b", "x").base64("c", new byte[] {0, -1}).flag("d", false);
      assertThat(written(body)).isEqualTo("{\"a\":true,\"b\":\"x\",\"c\":\"AP8=\",\"d\":false}");
    }
  }

  @Test
  void array_holdsObjects() {
    try (JsonBody body = new JsonBody().flag("f", true).array("items")) {
      body.item().text("a", "1").text("b", "2").endItem();
      body.item().endItem();
      body.item().text("a", "3").endItem();
      body.endArray().text("after", "x");
      assertThat(written(body))
          .isEqualTo(
              "{\"f\":true,\"items\":[{\"a\":\"1\",\"b\":\"2\"},{},{\"a\":\"3\"}],\"after\":\"x\"}");
    }
  }

  @Test
  void base64_ofManyBytes_growsTheBuffer() {
    byte[] much = "0123456789".repeat(10_000).getBytes(UTF_8);
    try (JsonBody body = new JsonBody().base64("p", much)) {
      assertThat(written(body)).hasSize(133_336 + "{\"p\":\"\"}".length()).endsWith("\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"", "\\", "\n", "\u0000", "\u007f", "é"})
  void text_thatNeedsAnEscape_isRefusedWithoutShowingIt(String text) {
    try (JsonBody body = new JsonBody()) {
      assertThatThrownBy(() -> body.text("a", "secret" + text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("secret");
    }
  }

  @Test
  void close_leavesNothing() {
    JsonBody body = new JsonBody().text("a", "secret");
    body.close();
    assertThat(body.toBytes()).endsWith('}').containsOnly(0, '}');
  }
}
