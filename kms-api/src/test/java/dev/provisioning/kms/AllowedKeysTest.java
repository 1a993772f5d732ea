package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
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
    // In most systems @ and . are letters of a name: these are other keys.
    "alias/billing@2, false",
    "alias/billing.v12, false",
    "alias/billing2, false",
    "alias/billin, false",
    "billing, false",
  })
  void allows_listedIds_exactly(String keyId, boolean allowed) {
    assertThat(keys.allows(keyId, String::equals)).isEqualTo(allowed);
  }

  @Test
  void allows_anotherNameOfAListedKey_ifTheBackendSaysSo() {
    assertThat(keys.allows("alias/billing@2", (listed, named) -> named.equals(listed + "@2")))
        .isTrue();
  }

  @Test
  void resolve_anotherNameOfAListedKey_isNothing() {
    assertThat(keys.resolve("alias/billing@2")).isEmpty();
  }

  @Test
  void resolve_twoPatterns_takesTheLongerOne() {
    AllowedKeys two =
        new AllowedKeys(Map.of("tenant-*", "app/*", "tenant-eu-*", "app-eu/*"), List.of());
    assertThat(two.resolve("tenant-eu-acme")).contains("app-eu/acme");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alias/app-*", "a b", "\u00e9"})
  void allowedKeys_whatCanNeverMatch_isAConfigurationError(String id) {
    assertThatThrownBy(() -> new AllowedKeys(Map.of(), List.of(id)))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("allowed_keys");
  }

  @ParameterizedTest
  @CsvSource({"a*b, c*", "a*, c", "a, c*", "*a*, b*", "a*, *b"})
  void star_anywhereButAtBothEnds_isAConfigurationError(String name, String id) {
    assertThatThrownBy(() -> new AllowedKeys(Map.of(name, id), List.of()))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(name);
  }
}
