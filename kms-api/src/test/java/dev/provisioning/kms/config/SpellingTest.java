package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> KNOWN =
      List.of("key_name", "mount_point", "server_url", "tls_verify", "token");

  @ParameterizedTest
  @CsvSource({
    "key_nam,key_name",
    "key_names,key_name",
    "kay_name,key_name",
    "mount_piont,mount_point",
    "tokn,token",
    "token,token",
    "server_ur,server_url"
  })
  void nearest_slip_isUnderstood(String typed, String meant) {
    assertThat(Spelling.hint(typed, KNOWN)).isEqualTo("; did you mean " + meant + "?");
  }

  @ParameterizedTest
  @CsvSource({"url", "region", "''", "tkn", "key_id_of_mine"})
  void nearest_anythingElse_isNotGuessed(String typed) {
    assertThat(Spelling.hint(typed, KNOWN)).isEmpty();
  }

  @Test
  void nearest_severalNear_takesTheNearest() {
    assertThat(Spelling.hint("key_idx1", List.of("key_idx2x", "key_idx", "keys_idx1")))
        .contains("key_idx");
  }

  @Test
  void nearest_nothingKnown_isEmpty() {
    assertThat(Spelling.hint("token", List.of())).isEmpty();
  }
}
