package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
  private static Envelope<List<String>> read(String json) throws IOException {
    return Envelope.read(
        json.getBytes(UTF_8),
        data -> {
          List<String> names = new ArrayList<>();
          VaultJson.object(data, (name, value) -> names.add(name));
          return names;
        });
  }

  @Test
  void read_everyField_whateverTheOrder() throws IOException {
    Envelope<List<String>> envelope =
        read(
            "{\"warnings\":[\"w\"],\"data\":{\"a\":{\"b\":[1,{}]},\"c\":[]},\"wrap_info\":null,"
                + "\"auth\":{\"x\":{\"y\":[{}]}},\"errors\":[\"e\"],\"request_id\":\"r\"}");
    assertThat(envelope.requestId()).isEqualTo("r");
    assertThat(envelope.data()).containsExactly("a", "c");
    assertThat(envelope.errors()).containsExactly("e");
    assertThat(envelope.warnings()).containsExactly("w");
  }

  @Test
  void read_nothing_isNoErrorsRatherThanEmptyOnes() throws IOException {
    Envelope<List<String>> envelope = read("{}");
    assertThat(envelope.requestId()).isEmpty();
    assertThat(envelope.data()).isNull();
    assertThat(envelope.errors()).isNull();
    assertThat(envelope.warnings()).isEmpty();
  }

  @Test
  void read_nulls_areAbsent() throws IOException {
    Envelope<List<String>> envelope = read("{\"data\":null,\"errors\":null,\"warnings\":null}");
    assertThat(envelope.data()).isNull();
    assertThat(envelope.errors()).isEmpty();
    assertThat(envelope.warnings()).isEmpty();
  }

  @Test
  void read_manyTexts_keepsAHundred() throws IOException {
    assertThat(read("{\"errors\":[" + "\"e\",".repeat(5000) + "\"e\"]}").errors()).hasSize(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "\"text\"",
        "{",
        "{\"a\":",
        "{\"a\"}",
        "{} {}",
        "{}x",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{/**/}",
        "{\"a\":\"\n\"}",
        "{\"request_id\":1}",
        "{\"request_id\":null}",
        "{\"request_id\":\"a\",\"request_id\":\"b\"}",
        "{\"errors\":\"e\"}",
        "{\"errors\":[1]}",
        "{\"errors\":[null]}",
        "{\"errors\":[[\"e\"]]}",
        "{\"errors\":[\"e\"",
        "{\"errors\":{}}",
        "{\"warnings\":\"w\"}",
        "{\"warnings\":[{}]}",
        "{\"warnings\":true}",
        "{\"data\":[]}",
        "{\"data\":\"x\"}",
        "{\"data\":1}",
        "{\"data\":{}",
        "{\"data\":{},\"data\":{}}",
      })
  void read_anythingElse_isRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void read_deepNesting_isRefused() {
    assertThatThrownBy(() -> read("{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void read_bytesThatAreNoUtf8_isRefused() {
    byte[] bytes = "{\"request_id\":\"x\"}".getBytes(UTF_8);
    bytes[15] = (byte) 0xff;
    assertThatThrownBy(() -> Envelope.read(bytes, json -> "")).isInstanceOf(IOException.class);
  }
}
