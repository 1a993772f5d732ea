package dev.provisioning.kms.testbench.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoBase64Test {
  @Test
  void decode_goodText_ignoresLineEnds() {
    assertThat(GoBase64.decode("aG\r\nk=\n")).asString().isEqualTo("hi");
    assertThat(GoBase64.decode("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"%%, 0", "aGk, 0", "aGkaG, 4", "aGkaGk-_, 6"})
  void decode_badText_namesThePlace(String text, int at) {
    assertThatThrownBy(() -> GoBase64.decode(text))
        .hasMessage("illegal base64 data at input byte " + at);
  }
}
