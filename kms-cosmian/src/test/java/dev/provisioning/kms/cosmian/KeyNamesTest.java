package dev.provisioning.kms.cosmian;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyNamesTest {
  private static final String UUID = "6f6c1a4e-7b0f-4a53-9f0e-0c7c53ad1a11";
  private static final String OTHER = "8aa6070a-56e4-49be-8d40-872c8e832a31";

  @ParameterizedTest
  @ValueSource(strings = {"orders", "a", "hsm::softhsm2::1::key", "team/orders.v2", "a[b]", UUID})
  void name_isVisibleAscii(String name) {
    assertThat(KeyNames.isName(name)).isTrue();
  }

  /** Of a bracket the server would make a search for tags. */
  @ParameterizedTest
  @ValueSource(strings = {"", "[\"tag\"]", "[tag]", "a@1", "@", "a\"b", "a\\b", "a b", "ä", "a\n"})
  void name_thatMeansSomethingElseToTheServer_isNone(String name) {
    assertThat(KeyNames.isName(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "orders, orders, 0",
    "orders, orders@1, 1",
    "orders, orders@999999999, 999999999",
    "orders, " + OTHER + "," + OTHER,
    UUID + "," + UUID + ", 0",
    UUID + "," + OTHER + "," + OTHER
  })
  void version_ofAnIdOfTheServer(String name, String uid, String version) {
    assertThat(KeyNames.versionOf(name, uid)).hasValue(version);
  }

  @ParameterizedTest
  @CsvSource({
    "orders, order",
    "orders, orders2",
    "orders, orders@0",
    "orders, orders@01",
    "orders, orders@",
    "orders, orders@x",
    "orders, orders@1@2",
    "orders, Orders",
    "orders, other@1",
    "orders, orders@9999999999",
    UUID + "," + UUID + "@1"
  })
  void id_ofAnotherKey_isNoVersion(String name, String uid) {
    assertThat(KeyNames.versionOf(name, uid)).isEmpty();
    assertThat(KeyNames.isGeneration(name, uid)).isFalse();
  }

  @Test
  void backend_takesGenerationsForTheSameKey() {
    try (CosmianKms kms =
        CosmianKms.builder()
            .address(java.net.URI.create("http://127.0.0.1:1"))
            .defaultKeyId("orders")
            .build()) {
      assertThat(kms.isSameKey("orders", "orders")).isTrue();
      assertThat(kms.isSameKey("orders", "orders@3")).isTrue();
      assertThat(kms.isSameKey("orders", "orders@x")).isFalse();
      assertThat(kms.isSameKey("orders", "orders2")).isFalse();
      assertThat(kms.isSameKey("orders", OTHER)).isFalse();
      assertThat(kms.isSameKey(UUID, UUID + "@3")).isFalse();
      assertThat(kms).hasToString("CosmianKms[orders]");
    }
  }
}
