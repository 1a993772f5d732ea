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
  private static final String MRK =
      "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";

  private final AllowedKeys keys =
      new AllowedKeys(
          Map.of("billing", "alias/billing", "tenant-*", "alias/app-tenant-*"),
          List.of("alias/extra", MRK));

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
    "alias/billing@2, true",
    "alias/billing.v12, true",
    "alias/app-tenant-acme, true",
    "alias/billing@, false",
    "alias/billing@x, false",
    "alias/billing.v, false",
    "alias/billing@12345678901, false",
    "alias/billing2, false",
    "alias/billin, false",
    "billing, false",
  })
  void allows_listedKeysAndTheirVersions(String keyId, boolean allowed) {
    assertThat(keys.allows(keyId)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab, true",
    "arn:aws:kms:us-east-1:999922223333:key/mrk-1234abcd12ab34cd56ef1234567890ab, false",
    "arn:aws-cn:kms:cn-north-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab, false",
    "arn:aws:kms:us-east-1:111122223333:key/mrk-ffffffff12ab34cd56ef1234567890ab, false",
    "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab, false",
  })
  void allows_multiRegionKey_ofTheSamePartitionAndAccountOnly(String arn, boolean allowed) {
    assertThat(keys.allows(arn)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"a*b, c*", "a*, c", "a, c*", "*a*, b*", "a*, *b"})
  void star_anywhereButAtBothEnds_isAConfigurationError(String name, String id) {
    assertThatThrownBy(() -> new AllowedKeys(Map.of(name, id), List.of()))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(name);
  }
}
