package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static dev.provisioning.kms.cosmian.suite.Opened.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plaintexts that the server takes for lists: 87 87, a count, and items with their lengths. */
@ExtendWith(CosmianHosts.class)
class BulkDataTest {
  private final CosmianHost host;
  private final String key = CosmianHosts.freshKey();

  BulkDataTest(CosmianHost host) {
    this.host = host;
    host.admin().createKey(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "87",
        "8787",
        "008787",
        "878700",
        "878700ffff",
        "87870103616263",
        "8787010361626300",
        "87870100",
        "87870201610162",
        "87877a7a7a7a",
        "8787808000",
        "878787878787"
      })
  void plaintext_thatLooksLikeAList_comesBackAsItWas_andIsBound(String hex) {
    byte[] plaintext = HexFormat.of().parseHex(hex);
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext made = kms.encrypt(plaintext, CONTEXT);
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(plaintext);
      Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
      assertThat(kms.decrypt(kms.rewrap(made, CONTEXT), CONTEXT)).isEqualTo(plaintext);
    }
  }

  @Test
  void batch_ofSuchPlaintexts_comesBackAsItWas() {
    List<byte[]> plaintexts =
        Stream.of("", "878700", "87870103616263", "01", "8787")
            .map(HexFormat.of()::parseHex)
            .toList();
    List<byte[]> back = new ArrayList<>();
    try (Kms kms = Opened.on(host, key)) {
      List<Ciphertext> made =
          kms.encryptAll(plaintexts, Collections.nCopies(plaintexts.size(), CONTEXT)).stream()
              .map(KmsResult::get)
              .toList();
      kms.decryptAll(made, Collections.nCopies(made.size(), CONTEXT))
          .forEach(result -> back.add(result.get()));
    }
    assertThat(back.toArray(byte[][]::new)).isDeepEqualTo(plaintexts.toArray(byte[][]::new));
  }
}
