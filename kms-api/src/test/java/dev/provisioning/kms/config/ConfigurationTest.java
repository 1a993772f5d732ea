package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.KmsConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which environment, which section: the rules that do not depend on a syntax. */
class ConfigurationTest {
  private static final Map<String, String> TWO =
      Map.of(
          "kms.environment", "${ENV:-dev}",
          "kms.dev_backend", "age",
          "kms.prod_backend", "cosmian",
          "kms.decrypt_also", "archive, age",
          "kms.age.private_key_path", "dev.txt",
          "kms.cosmian.api_key", "${COSMIAN_API_KEY}",
          "kms.archive.backend", "vault",
          "kms.archive.key-name", "old");

  private static Configuration of(Map<String, String> properties, String... variables) {
    return Configuration.ofProperties(properties, null, variables(variables)::get);
  }

  private static Map<String, String> variables(String... pairs) {
    Map<String, String> map = new HashMap<>();
    for (String pair : pairs) {
      map.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return map;
  }

  private static Map<String, String> with(Map<String, String> all, String key, String value) {
    Map<String, String> changed = new HashMap<>(all);
    changed.put(key, value);
    return changed;
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(KmsConfigurationException.class).hasMessage(message);
  }

  @Test
  void ofProperties_environmentFromVariable_picksItsBackend() {
    Configuration prod = of(TWO, "ENV=prod");

    assertThat(prod.environment()).isEqualTo("prod");
    assertThat(prod.primary()).isEqualTo("cosmian");
    assertThat(prod.decryptAlso()).containsExactly("archive", "age");
    assertThat(prod.sections()).containsExactly("age", "archive", "cosmian");
    assertThat(prod.warnings()).isEmpty();
  }

  @Test
  void ofProperties_environmentFromDefault_warnsOnceNamingBoth() {
    for (Configuration dev : new Configuration[] {of(TWO), of(TWO, "ENV=")}) {
      assertThat(dev.primary()).isEqualTo("age");
      assertThat(dev.warnings())
          .containsExactly(
              "properties: ENV is not set, so the environment is \"dev\" and dev_backend is used"
                  + " although there is prod_backend");
    }
  }

  @Test
  void ofProperties_environmentFromDefaultBesideAnyOtherBackend_warns() {
    Map<String, String> live = new HashMap<>(with(TWO, "kms.live_backend", "cosmian"));
    assertThat(of(live).warnings())
        .containsExactly(
            "properties: ENV is not set, so the environment is \"dev\" and dev_backend is used"
                + " although there is live_backend, prod_backend");
    live.remove("kms.prod_backend");
    assertThat(of(live).warnings())
        .containsExactly(
            "properties: ENV is not set, so the environment is \"dev\" and dev_backend is used"
                + " although there is live_backend");
    assertThat(of(with(TWO, "kms.environment", "${ENV:-prod}")).warnings())
        .containsExactly(
            "properties: ENV is not set, so the environment is \"prod\" and prod_backend is used"
                + " although there is dev_backend");
  }

  @Test
  void ofProperties_environmentChosenOrNoOtherBackend_doesNotWarn() {
    assertThat(of(TWO, "ENV=dev").warnings()).isEmpty();
    assertThat(of(with(TWO, "kms.environment", "dev")).warnings()).isEmpty();
    Map<String, String> devOnly = new HashMap<>(TWO);
    devOnly.remove("kms.prod_backend");
    assertThat(of(devOnly).warnings()).isEmpty();
  }

  @Test
  void ofProperties_callersEnvironment_winsAndNeedsNoVariable() {
    Map<String, String> strict = with(TWO, "kms.environment", "${ENV}");
    Configuration prod = Configuration.ofProperties(strict, "prod", variables()::get);

    assertThat(prod.environment()).isEqualTo("prod");
    assertThat(prod.primary()).isEqualTo("cosmian");
    assertThat(prod.warnings()).isEmpty();
  }

  @Test
  void ofProperties_anyOtherName_picksItsOwnBackend() {
    Map<String, String> staging = with(TWO, "kms.eu-staging_backend", "archive");

    assertThat(of(staging, "ENV=eu-staging").primary()).isEqualTo("archive");
  }

  @Test
  void ofProperties_environmentWithoutBackend_listsThosePresent() {
    refused(
        () -> of(TWO, "ENV=prd"),
        "properties: the environment is \"prd\", and [kms] has no prd_backend; did you mean"
            + " prod?; it has: dev_backend, prod_backend");
    refused(
        () -> of(Map.of("kms.environment", "prod", "kms.age.key", "x")),
        "properties: the environment is \"prod\", and [kms] has no prod_backend; it has: none");
    refused(
        () -> Configuration.ofProperties(TWO, "test", variables()::get),
        "properties: the environment is \"test\", and [kms] has no test_backend; it has:"
            + " dev_backend, prod_backend");
  }

  @Test
  void ofProperties_unsetVariableInKms_isAlwaysAnError() {
    refused(
        () -> of(with(TWO, "kms.environment", "${ENV}")),
        "properties: kms.environment needs the environment variable ENV, which is not set or"
            + " empty");
    refused(
        () -> of(with(TWO, "kms.decrypt_also", "${ALSO}")),
        "properties: kms.decrypt_also needs the environment variable ALSO, which is not set or"
            + " empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "prod ", "a b", "s3cret/s3cret", "123456789012345678901234567890123"})
  void ofProperties_environmentThatIsNoName_isRefusedWithoutRepeatingIt(String name) {
    String message =
        "kms.environment is not a name of 1 to 32 letters, digits, - and _, such as prod";
    refused(() -> of(with(TWO, "kms.environment", name)), "properties: " + message);
    refused(
        () -> Configuration.ofProperties(TWO, name, variables()::get),
        message.replace("kms.environment", "the environment"));
  }

  @Test
  void ofProperties_oneSectionAndNoChoice_usesIt() {
    Configuration only = of(Map.of("kms.age.private_key_path", "k", "other", "x"));

    assertThat(only.environment()).isEmpty();
    assertThat(only.primary()).isEqualTo("age");
    assertThat(only.sections()).containsExactly("age");
  }

  @Test
  void ofProperties_severalSectionsAndNoChoice_saysWhatToWrite() {
    refused(
        () -> of(Map.of("kms.age.key", "k", "kms.vault.key_name", "v")),
        "properties has the backends age, vault and does not say which encrypts: write in [kms]"
            + " environment = \"dev\" and dev_backend = \"age\"");
  }

  @Test
  void ofProperties_backendsAndNothingThatPicks_saysWhatToWrite() {
    refused(
        () -> of(Map.of("kms.dev_backend", "age", "kms.age.key", "k")),
        "properties: [kms] has dev_backend and nothing that picks one: write environment ="
            + " \"${KMS_ENV}\"");
  }

  @Test
  void ofProperties_nothing_saysWhatToWrite() {
    refused(
        () -> of(Map.of("key_name", "x")),
        "properties names no backend: write a section such as [kms.age] (kms.age.… as"
            + " properties)");
  }

  @Test
  void ofProperties_unknownSettingOfKms_isRefusedWithAGuess() {
    refused(
        () -> of(with(TWO, "kms.enviroment", "prod")),
        "properties: kms.enviroment is not a setting of [kms]; did you mean environment?; settings"
            + " of a backend stand in its section, such as [kms.age]");
    refused(
        () -> of(with(TWO, "kms.prod_backnd", "age")),
        "properties: kms.prod_backnd is not a setting of [kms]; did you mean prod_backend?;"
            + " settings of a backend stand in its section, such as [kms.age]");
    refused(
        () -> of(with(TWO, "kms.server_url", "x")),
        "properties: kms.server_url is not a setting of [kms]; settings of a backend stand in its"
            + " section, such as [kms.age]");
    refused(
        () -> of(with(TWO, "kms._backend", "x")),
        "properties: kms._backend is not a setting of [kms]; settings of a backend stand in its"
            + " section, such as [kms.age]");
  }

  @Test
  void ofProperties_sameSettingWithHyphenAndUnderscore_isRefused() {
    refused(
        () -> of(with(TWO, "kms.archive.key_name", "x")),
        "properties: kms.archive.key_name is set twice, first at properties (in names, - and _ are"
            + " the same)");
    refused(
        () -> of(with(TWO, "kms.dev-backend", "x")),
        "properties: kms.dev_backend is set twice, first at properties (in names, - and _ are the"
            + " same)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms.a b.key", "kms.é.key", "kms.*.key"})
  void ofProperties_sectionThatIsNoName_isRefused(String key) {
    refused(
        () -> of(with(TWO, key, "x")),
        "properties: the name of a section is made of 1 to 64 letters, digits, - and _, as in"
            + " [kms.archive]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms..key", "kms.age.", "kms.age.a\nb", "kms.age.a\u202eb"})
  void ofProperties_nameThatCannotBeShown_isRefused(String key) {
    refused(
        () -> of(with(TWO, key, "x")),
        "properties: a name is empty, longer than 256 characters or has invisible ones");
  }

  @Test
  void acceptUnauthenticated_names_areGiven() {
    assertThat(of(with(TWO, "kms.accept_unauthenticated", "age")).acceptUnauthenticated())
        .containsExactly("age");
    assertThat(of(TWO).acceptUnauthenticated()).isEmpty();
  }

  @Test
  void acceptUnauthenticated_misspelt_isRefused() {
    refused(
        () -> of(with(TWO, "kms.accept_unauthenticated", "agee")),
        "properties: kms.accept_unauthenticated: there is no section [kms.agee]; did you mean age?;"
            + " there are: age, archive, cosmian");
  }

  @Test
  void section_withBackend_isOfThatKind() {
    KmsConfig archive = of(TWO).section("archive").build();

    assertThat(archive.section()).isEqualTo("archive");
    assertThat(archive.scheme()).isEqualTo("vault");
    assertThat(archive.require("key_name")).isEqualTo("old");
    assertThat(archive.unread()).isEmpty();
  }

  @Test
  void section_withoutBackend_isOfTheKindOfItsName() {
    KmsConfig age = of(TWO).section("age").build();

    assertThat(age.scheme()).isEqualTo("age");
    assertThat(age.text("private_key_path")).contains("dev.txt");
    assertThat(age.target()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "1", "s3cret s3cret"})
  void section_backendThatIsNoScheme_isRefused(String backend) {
    refused(
        () -> of(with(TWO, "kms.archive.backend", backend)).section("archive"),
        "properties: kms.archive.backend must be a scheme such as \"vault\"");
  }

  @Test
  void section_unsetVariable_isAnErrorOnlyWhenUsed() {
    Configuration dev = of(TWO);

    refused(
        () -> dev.section("cosmian"),
        "properties: kms.cosmian.api_key needs the environment variable COSMIAN_API_KEY, which is"
            + " not set or empty");
    assertThat(of(TWO, "COSMIAN_API_KEY=k").section("cosmian").build().text("api_key"))
        .contains("k");
  }

  @Test
  void section_missing_saysWhatNamedIt() {
    refused(
        () -> of(with(TWO, "kms.dev_backend", "agee")).section("agee"),
        "properties: kms.dev_backend: there is no section [kms.agee]; did you mean age?; there are:"
            + " age, archive, cosmian");
    refused(
        () -> of(with(TWO, "kms.decrypt_also", "valt")).section("valt"),
        "properties: kms.decrypt_also: there is no section [kms.valt]; there are: age, archive,"
            + " cosmian");
    refused(
        () -> of(TWO).section("other"),
        "there is no section [kms.other]; there are: age, archive, cosmian");
  }

  @ParameterizedTest
  @MethodSource("textsThatAreNoSectionNames")
  void section_textThatIsNoSectionName_isNotRepeated(String text) {
    String message = " has a text that is not a section name: 1 to 64 letters, digits, - and _";
    refused(
        () -> of(with(TWO, "kms.dev_backend", "${S}"), "S=" + text).section(text),
        "properties: kms.dev_backend" + message);
    refused(
        () -> of(with(TWO, "kms.decrypt_also", "${S}"), "S=" + text).section(text),
        "properties: kms.decrypt_also" + message);
    refused(
        () -> of(with(TWO, "kms.accept_unauthenticated", "${S}"), "S=" + text),
        "properties: kms.accept_unauthenticated" + message);
    refused(
        () -> of(TWO).section(text),
        "what was asked for is not a section name: 1 to 64 letters, digits, - and _");
  }

  private static List<String> textsThatAreNoSectionNames() {
    return List.of("a\nb", "s3cret/s3cret", "a.b", "a\u202eb", "x".repeat(65));
  }

  @ParameterizedTest
  @ValueSource(strings = {"audit", "cache", "retry", "service", "parquet", "iceberg"})
  void section_reservedName_isNeverABackend(String name) {
    refused(
        () -> of(with(TWO, "kms.dev_backend", name)).section(name),
        "properties: kms.dev_backend: " + name + " is a reserved name, never a backend");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "retry", "service", "parquet", "iceberg"})
  void ofProperties_reservedSection_isRefusedRatherThanIgnored(String name) {
    refused(
        () -> of(with(TWO, "kms." + name + ".file", "x")),
        "properties: [kms." + name + "] is reserved and not supported yet; remove it");
  }

  @Test
  void audit_section_makesListenersAndIsNoBackend() {
    Configuration configuration = of(with(TWO, "kms.audit.file", "x"));
    assertThat(configuration.listenerSections()).containsExactly("audit");
    assertThat(configuration.listenerSection("audit").build().text("file")).contains("x");
    assertThat(configuration.sections()).doesNotContain("audit");
    assertThat(of(TWO).listenerSections()).isEmpty();
  }

  @Test
  void section_absentSetting_isToldWithThePlaceOfTheSection() {
    refused(
        () -> of(TWO).section("age").build().require("key_id"),
        "properties: [kms.age] needs the setting key_id");
    refused(
        () ->
            Configuration.ofUri("vault:t", Map.of(), variables()::get)
                .section("vault")
                .build()
                .require("key_name"),
        "URI: [kms.vault] needs the setting key_name");
  }

  @Test
  void section_keys_keepTheirHyphens() {
    Map<String, String> keys =
        Map.of("kms.aws.keys.my-key", "alias/a", "kms.aws.keys.tenant-*", "alias/t-*");

    assertThat(of(keys).section("aws").build().table("keys"))
        .containsOnly(Map.entry("my-key", "alias/a"), Map.entry("tenant-*", "alias/t-*"));
  }
}
