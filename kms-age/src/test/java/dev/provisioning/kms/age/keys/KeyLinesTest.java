package dev.provisioning.kms.age.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a key file in memory. */
class KeyLinesTest {
  private final List<byte[]> lines = new ArrayList<>();
  private final List<Integer> discarded = new ArrayList<>();

  private static InputStream file(String text) {
    return new ByteArrayInputStream(text.getBytes(US_ASCII));
  }

  private Integer parse(byte[] line) {
    lines.add(line);
    return Integer.valueOf(new String(line, US_ASCII));
  }

  @Test
  void parse_goodFile_discardsNothingAndWipesItsLines() throws IOException {
    assertThat(KeyLines.parse(file("# one\n1\r\n2\n"), this::parse, discarded::add))
        .containsExactly(1, 2);
    assertThat(discarded).isEmpty();
    assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).containsOnly(0));
  }

  @Test
  void parse_laterLineMalformed_discardsTheKeysBeforeIt() {
    assertThatThrownBy(() -> KeyLines.parse(file("1\n2\nx\n3"), this::parse, discarded::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 3");
    assertThat(discarded).containsExactly(1, 2);
  }

  @Test
  void read_arraysOfTheFile_areWipedByClose() throws IOException {
    byte[] held;
    try (KeyText text = KeyText.read(file("1".repeat(10_000)))) {
      held = text.array();
      assertThat(text.length()).isEqualTo(10_000);
      assertThat(text.copy()).hasSize(10_000).containsOnly('1');
    }
    assertThat(held).containsOnly(0);
  }
}
