package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTest {
  private final List<Item> started = new ArrayList<>();

  private Item read(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json.getBytes(UTF_8))) {
      parser.nextToken();
      return Item.read(parser, started::add);
    }
  }

  private List<Item> readAll(String json) throws IOException {
    return readAll(json, 10);
  }

  private List<Item> readAll(String json, int most) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json.getBytes(UTF_8))) {
      parser.nextToken();
      return Item.readAll(parser, most, started::add);
    }
  }

  @Test
  void read_fields_andSkipsOthers() throws IOException {
    Item item =
        read(
            "{\"ciphertext\":\"c\",\"x\":{\"plaintext\":1},\"plaintext\":\"YQ==\",\"error\":\"e\"}");
    assertThat(item.ciphertext()).isEqualTo("c");
    assertThat(item.plaintext()).containsExactly('a');
    assertThat(item.error()).isEqualTo("e");
  }

  @Test
  void read_nothing_hasNoErrorAndNoText() throws IOException {
    Item item = read("{}");
    assertThat(item.ciphertext()).isNull();
    assertThat(item.plaintext()).isNull();
    assertThat(item.error()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "\"x\"",
        "{\"ciphertext\":1}",
        "{\"ciphertext\":null}",
        "{\"plaintext\":null}",
        "{\"plaintext\":\"*\"}",
        "{\"plaintext\":[\"YQ==\"]}",
        "{\"error\":{}}",
        "{\"error\":null}",
      })
  void read_anythingElse_isRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"batch_results\":{}}",
        "{\"batch_results\":null}",
        "{\"batch_results\":[1]}",
        "{\"batch_results\":[[]]}",
        "{\"batch_results\":[{},null]}",
        "{\"batch_results\":[{}",
      })
  void readAll_anythingElse_isRefused(String json) {
    assertThatThrownBy(() -> readAll(json)).isInstanceOf(IOException.class);
  }

  @Test
  void readAll_moreThanWasAskedFor_areSkippedButForOne() throws IOException {
    String more = ",{}".repeat(1000) + ",[[{}]],17";
    assertThat(readAll("{\"batch_results\":[{\"plaintext\":\"YQ==\"}" + more + "]}", 2)).hasSize(3);
    assertThat(started).hasSize(3);
  }

  @Test
  void readAll_refused_handsOutWhatWasReadForWiping() {
    assertThatThrownBy(
            () -> readAll("{\"batch_results\":[{\"plaintext\":\"YQ==\"},{\"plaintext\":1}]}"))
        .isInstanceOf(IOException.class);
    started.forEach(Item::wipe);
    assertThat(started.get(0).plaintext()).containsExactly(0);
  }
}
