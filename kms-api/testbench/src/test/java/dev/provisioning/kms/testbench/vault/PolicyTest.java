package dev.provisioning.kms.testbench.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  @ParameterizedTest
  @CsvSource({
    "transit/keys/a, transit/keys/a, true",
    "transit/keys/a, transit/keys/ab, false",
    "transit/keys/*, transit/keys/a/rotate, true",
    "transit/keys/*, transit/keys, false",
    "transit/keys/ap*, transit/keys/app, true",
    "transit/+/app, transit/encrypt/app, true",
    "transit/+/app, transit/encrypt/more/app, false",
    "transit/+/ap*, transit/encrypt/app, true",
    "+/encrypt/app, transit/encrypt/app, true",
    "transit/k.ys/a, transit/keys/a, false",
  })
  void matches_aPath(String pattern, String path, boolean expected) {
    assertThat(new PathPattern(pattern).matches(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "transit/keys/a, transit/keys/*",
    "transit/keys/*, transit/*",
    "transit/keys/+, transit/+/a",
    "transit/+/a, transit/*",
    "transit/keys/+, transit/keys/*",
  })
  void stronger_isTheOneWithTheLaterWildcard(String strong, String weak) {
    assertThat(new PathPattern(strong)).isGreaterThan(new PathPattern(weak));
  }

  @Test
  void parse_rulesWithComments_readsThem() {
    Policy policy =
        Policy.parse(
            """
            # Everything that an application needs
            path "transit/encrypt/app" {
              capabilities = ["update"] # no create
            }
            path "transit/keys/*" { capabilities = ["read", "list"] }
            """);
    assertThat(policy.rules()).hasSize(2);
    assertThat(policy.rules().get(1).capabilities()).containsExactly("read", "list");
  }

  @Test
  void parse_whatIsNoPolicy_isRefused() {
    assertThatThrownBy(() -> Policy.parse("path {")).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> Policy.parse("path \"x\" { capabilities = [\"fly\"] }"))
        .hasMessageContaining("invalid capability \"fly\"");
  }
}
