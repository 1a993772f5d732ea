package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Configurations that look as if they did more, or something else, than they do. */
class UnsafeConfigurationTest {
  private static final Map<String, String> DEV =
      Map.of("kms.environment", "${ENV:-dev}", "kms.dev_backend", "age", "kms.age.file", "x");

  private static Configuration of(Map<String, String> properties) {
    return Configuration.ofProperties(properties, null, name -> null);
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> more = new HashMap<>(DEV);
    more.put(key, value);
    return more;
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(KmsConfigurationException.class).hasMessage(message);
  }

  /** An operator who writes it believes that it is on. */
  @ParameterizedTest
  @ValueSource(strings = {"audit", "cache", "retry", "service", "parquet", "iceberg"})
  void reservedSection_thatNothingReads_isRefused(String name) {
    refused(
        () -> of(with("kms." + name + ".file", "x")),
        "properties: [kms." + name + "] is reserved and not supported yet; remove it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prod_backend", "production_backend", "live_backend"})
  void defaultedEnvironment_besideAnotherOne_isWarnedAbout(String other) {
    assertThat(of(with("kms." + other, "age")).warnings())
        .singleElement()
        .asString()
        .contains("ENV is not set")
        .contains("dev_backend is used although there is a " + other);
  }

  @Test
  void sectionName_fromAVariable_isNotEchoedUnlessItIsOne() {
    Configuration configuration =
        Configuration.ofProperties(
            with("kms.dev_backend", "${SECTION}"),
            null,
            name -> name.equals("SECTION") ? "a b" : null);
    refused(
        () -> configuration.section(configuration.primary()),
        "properties: kms.dev_backend: that is not a section name, which has 1 to 64 letters, digits,"
            + " - and _");
  }

  @Test
  void missingSetting_isToldWithThePlaceOfItsSection() {
    Configuration configuration = of(DEV);
    refused(
        () -> configuration.section("age").build().require("key_id"),
        "properties: [kms.age] needs the setting key_id");
  }

  @Test
  void settingsBesideAUri_areMeantToTheLetter() {
    Configuration configuration =
        Configuration.ofUri("fake:k", Map.of("token", "pa$${ss${HOME}"), name -> "/home");
    assertThat(configuration.section("fake").build().text("token")).contains("pa$${ss${HOME}");
  }

  @Test
  void uri_emptyQuery_hasNoSettings() {
    assertThat(KmsUri.parse("fake:k?").settings()).isEmpty();
  }
}
