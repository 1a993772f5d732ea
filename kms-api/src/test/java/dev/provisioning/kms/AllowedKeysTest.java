package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedKeysTest {
  private final AllowedKeys keys =
      new AllowedKeys(
          Map.of("billing", "alias/billing", "tenant-*", "alias/app-tenant-*"),
          List.of("alias/extra"));

  @Test
  void resolve_logicalName_winsAndGivesTheId() {
    assertThat(keys.resolve("billing")).contains("alias/billing");
    assertThat(new AllowedKeys(Map.of("a", "b"), List.of("a")).resolve("a")).contains("b");
  }

  @Test
  void resolve_idThatIsListed_isItself() {
    assertThat(keys.resolve("alias/billing")).contains("alias/billing");
    assertThat(keys.resolve("alias/extra")).contains("alias/extra");
  }

  @Test
  void resolve_pattern_putsTheRestIntoTheId() {
    assertThat(keys.resolve("tenant-acme")).contains("alias/app-tenant-acme");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Billing",
        "billing ",
        "tenant-",
        "tenant-a/b",
        "tenant-*",
        "tenant-a b",
        "alias/app-tenant-",
        "alias/app-tenant-a/../b"
      })
  void resolve_anythingElse_isNothing(String key) {
    assertThat(keys.resolve(key)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "alias/billing, true",
    "alias/app-tenant-acme, true",
    "alias/extra, true",
    "alias/billing2, false",
    "alias/billin, false",
    "alias/app-tenant-, false",
    "billing, false",
  })
  void allows_listedIdsAndPatternsOnly(String keyId, boolean allowed) {
    assertThat(keys.allows(keyId, String::equals)).isEqualTo(allowed);
  }

  @Test
  void allows_anotherNameOfAListedKey_asTheBackendSays() {
    BiPredicate<String, String> versions = (listed, named) -> named.equals(listed + "@2");
    assertThat(keys.allows("alias/extra@2", versions)).isTrue();
    assertThat(keys.allows("alias/extra@3", versions)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a*", "schl\u00fcssel"})
  void id_thatNoHeaderCanSay_isAConfigurationError(String id) {
    assertThatThrownBy(() -> new AllowedKeys(Map.of(), List.of(id)))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("allowed_keys");
  }

  @Test
  void resolve_severalPatterns_takesTheLongest() {
    AllowedKeys two = new AllowedKeys(Map.of("t-*", "a-*", "t-eu-*", "b-*"), List.of());
    assertThat(two.resolve("t-eu-1")).contains("b-1");
    assertThat(two.resolve("t-us-1")).contains("a-us-1");
  }

  @ParameterizedTest
  @CsvSource({"a*b, c*", "a*, c", "a, c*", "*a*, b*", "a*, *b"})
  void star_anywhereButAtBothEnds_isAConfigurationError(String name, String id) {
    assertThatThrownBy(() -> new AllowedKeys(Map.of(name, id), List.of()))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(name);
  }
}
