package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultJsonTest {
  private interface Value<T> {
    T of(JsonParser json) throws IOException;
  }

  private static <T> T read(String value, Value<T> reader) throws IOException {
    List<T> found = new ArrayList<>();
    VaultJson.document(
        ("{\"v\":" + value + "}").getBytes(UTF_8), (name, json) -> found.add(reader.of(json)));
    return found.get(0);
  }

  @Test
  void base64_withPadding_isRead() throws IOException {
    assertThat(read("\"AP8=\"", VaultJson::base64)).containsExactly(0, -1);
    assertThat(read("\"\"", VaultJson::base64)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "1", "[]", "{}", "\"AP8\"", "\"A\"", "\"_-8=\"", "\"AP8=A\"", "\"=\""})
  void base64_ofAnythingElse_isRefused(String json) {
    assertThatThrownBy(() -> read(json, VaultJson::base64)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1.0", "1e3", "\"1\"", "true", "9223372036854775808", "[1]"})
  void number_ofAnythingElse_isRefused(String json) {
    assertThatThrownBy(() -> read(json, VaultJson::number)).isInstanceOf(IOException.class);
  }

  @Test
  void number_whole_isRead() throws IOException {
    assertThat(read("-9223372036854775808", VaultJson::number)).isEqualTo(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"true\"", "{}"})
  void flag_ofAnythingElse_isRefused(String json) {
    assertThatThrownBy(() -> read(json, VaultJson::flag)).isInstanceOf(IOException.class);
  }

  @Test
  void unexpected_showsNoValue() {
    assertThatThrownBy(() -> read("\"SECRET\"", VaultJson::number))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("SECRET");
  }

  private static byte[] names(int count) {
    StringBuilder json = new StringBuilder("{\"a\":0");
    for (int i = 0; i < count; i++) {
      json.append(",\"").append(i).append("\":0");
    }
    return json.append('}').toString().getBytes(UTF_8);
  }

  @Test
  void document_ofManyVersionsOfAKey_isRead() throws IOException {
    VaultJson.document(names(100_000), (name, json) -> {});
  }

  @Test
  void document_ofMoreNamesThanAnyAnswer_isRefused() {
    byte[] json = names(130_000);
    assertThatThrownBy(() -> VaultJson.document(json, (name, value) -> {}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void object_skipsWhatIsNotTaken() throws IOException {
    List<String> names = new ArrayList<>();
    VaultJson.document(
        "{\"a\":{\"x\":[{}]},\"b\":[[1],{\"y\":2}],\"c\":3}".getBytes(UTF_8),
        (name, json) -> names.add(name));
    assertThat(names).containsExactly("a", "b", "c");
  }
}
