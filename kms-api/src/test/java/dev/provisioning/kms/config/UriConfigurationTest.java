package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.KmsConfig;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A configuration of one URI and the settings beside it. */
class UriConfigurationTest {
  private static Map<String, String> variables(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (String pair : pairs) {
      map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return map;
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(KmsConfigurationException.class).hasMessage(message);
  }

  @Test
  void ofUri_targetAndSettings_makeOneSection() {
    Configuration uri =
        Configuration.ofUri(
            "aws:alias/app?region=eu-west-1&key-spec=a",
            Map.of("region", "us-east-1"),
            variables()::get);
    KmsConfig aws = uri.section("aws").build();

    assertThat(uri.environment()).isEmpty();
    assertThat(uri.primary()).isEqualTo("aws");
    assertThat(uri.sections()).containsExactly("aws");
    assertThat(uri.decryptAlso()).isEmpty();
    assertThat(aws.target()).contains("alias/app");
    assertThat(aws.text("region")).contains("us-east-1");
    assertThat(aws.text("key_spec")).contains("a");
  }

  @Test
  void ofUri_settingsBesideIt_areTakenLiterally() {
    Map<String, String> settings = Map.of("a", "${R}", "b", "$${R}", "c", "${", "d", "x${R}");
    KmsConfig aws =
        Configuration.ofUri("aws:k", settings, variables("R=us-east-1")::get)
            .section("aws")
            .build();

    assertThat(aws.text("a")).contains("${R}");
    assertThat(aws.text("b")).contains("$${R}");
    assertThat(aws.text("c")).contains("${");
    assertThat(aws.address("d")).contains("x${R}");
  }

  @Test
  void ofUri_settingBackend_isASettingLikeAnyOther() {
    KmsConfig age =
        Configuration.ofUri("age:x?backend=vault", Map.of(), variables()::get)
            .section("age")
            .build();

    assertThat(age.scheme()).isEqualTo("age");
    assertThat(age.unread()).containsExactly("backend");
  }

  @Test
  void ofUri_schemeWithOtherCharacters_isASection() {
    Configuration uri = Configuration.ofUri("service:http://h", Map.of(), variables()::get);

    assertThat(uri.section("service").build().target()).contains("http://h");
    assertThat(Configuration.ofUri("a.b+c:x", Map.of(), variables()::get).primary())
        .isEqualTo("a.b+c");
  }

  @Test
  void ofUri_secretInTheQuery_isRefusedUnlessItComesFromTheBuilder() {
    KmsConfig bad =
        Configuration.ofUri("vault:t?token=s3cret", Map.of(), variables()::get)
            .section("vault")
            .build();
    refused(
        () -> bad.secret("token"),
        "URI: kms.vault.token must not stand in a URI: use token_file or token_env");

    KmsConfig good =
        Configuration.ofUri("vault:t", Map.of("token", "s3cret"), variables()::get)
            .section("vault")
            .build();
    assertThat(good.secret("token").orElseThrow().reveal()).containsExactly("s3cret".toCharArray());
  }
}
