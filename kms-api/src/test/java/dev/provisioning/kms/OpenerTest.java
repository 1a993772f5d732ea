package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** From settings to opened backends: what is opened, what is refused, what is closed again. */
class OpenerTest {
  private static final Map<String, String> TWO =
      Map.of(
          "kms.environment", "${ENV:-dev}",
          "kms.dev_backend", "weak",
          "kms.prod_backend", "strong",
          "kms.strong.token", "${TOKEN}",
          "kms.weak.color", "red");

  private final List<TinyBackend> opened = new ArrayList<>();

  private KmsProvider provider(String scheme, Capability... capabilities) {
    return provider(
        scheme,
        config -> {
          config.text("color");
          config.secret("token");
          TinyBackend backend = new TinyBackend(scheme, capabilities);
          opened.add(backend);
          return backend;
        });
  }

  private static KmsProvider provider(String scheme, Function<KmsConfig, KmsBackend> connect) {
    return new KmsProvider() {
      @Override
      public String scheme() {
        return scheme;
      }

      @Override
      public KmsBackend connect(KmsConfig config) {
        return connect.apply(config);
      }
    };
  }

  private KmsBuilder builder(Map<String, String> properties, Map<String, String> variables) {
    return Kms.builder()
        .provider(provider("weak"))
        .provider(provider("strong", Capability.AUTHENTICATED))
        .properties(properties)
        .variables(variables::get);
  }

  private static Map<String, String> with(String key, String value) {
    Map<String, String> changed = new HashMap<>(TWO);
    changed.put(key, value);
    return changed;
  }

  @Test
  void connect_environment_opensItsSectionOnly() {
    try (Kms kms = builder(TWO, Map.of()).connect()) {
      assertThat(kms.environment()).isEqualTo("dev");
      assertThat(kms.section()).isEqualTo("weak");
      assertThat(opened).extracting(TinyBackend::scheme).containsExactly("weak");
    }
  }

  @Test
  void connect_requiredEnvironment_refusesAnother() {
    assertThatThrownBy(() -> builder(TWO, Map.of()).requireEnvironment("prod").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("the environment is \"dev\" and must be \"prod\"");
    assertThatThrownBy(() -> Kms.builder().uri("weak:x").requireEnvironment("prod").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("the environment is not set and must be \"prod\"");
    assertThat(opened).isEmpty();
  }

  @Test
  void connect_sectionWithAnUnsetVariable_isRefusedWhenUsed() {
    assertThatThrownBy(() -> builder(TWO, Map.of("ENV", "prod")).connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(
            "properties: kms.strong.token needs the environment variable TOKEN, which is not set"
                + " or empty");
    assertThat(opened).isEmpty();
  }

  @Test
  void connect_unknownSetting_isRefusedWithAGuessAndClosed() {
    assertThatThrownBy(() -> builder(with("kms.weak.colr", "s3cret"), Map.of()).connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("properties: kms.weak.colr is not a setting of weak; did you mean color?");
    assertThat(opened).singleElement().matches(TinyBackend::isClosed);
  }

  @Test
  void connect_severalUnknownSettings_namesThemAll() {
    Map<String, String> two = new HashMap<>(with("kms.weak.shape", "s3cret"));
    two.put("kms.weak.zeal", "s3cret");

    assertThatThrownBy(() -> builder(two, Map.of()).connect())
        .hasMessage("properties: kms.weak.shape is not a setting of weak (unknown too: [zeal])");
  }

  @Test
  void connect_unknownSettingInAUri_namesTheUriAndNotTheValue() {
    assertThatThrownBy(() -> builder(Map.of(), Map.of()).uri("weak:x?colr=s3cret").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage("URI: kms.weak.colr is not a setting of weak; did you mean color?");
  }

  @Test
  void connect_settingsBesideAUri_winOverIt() {
    List<String> colors = new ArrayList<>();
    KmsProvider provider =
        provider(
            "paint",
            config -> {
              colors.add(config.require("color"));
              return new TinyBackend("paint");
            });
    Kms.builder()
        .provider(provider)
        .uri("paint:x?color=red")
        .properties(Map.of("color", "blue"))
        .connect()
        .close();

    assertThat(colors).containsExactly("blue");
  }

  @Test
  void connect_decryptAlsoThatIsWeaker_isRefusedAndClosedUnlessAccepted() {
    Map<String, String> prod = Map.of("ENV", "prod", "TOKEN", "s3cret");
    Map<String, String> also = with("kms.decrypt_also", "weak");
    assertThatThrownBy(() -> builder(also, prod).connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("set accept_unauthenticated = [\"weak\"]");
    assertThat(opened).hasSize(2).allMatch(TinyBackend::isClosed);

    also.put("kms.accept_unauthenticated", "weak");
    builder(also, prod).connect().close();
  }

  @Test
  void connect_missingSection_namesTheSettingThatNamesIt() {
    assertThatThrownBy(() -> builder(with("kms.dev_backend", "waek"), Map.of()).connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageStartingWith(
            "properties: kms.dev_backend: there is no section [kms.waek]; there are: strong, weak");
  }

  @Test
  void connect_objectOfThatName_standsInForAMissingSection() {
    TinyBackend object = new TinyBackend("weak");
    try (Kms kms =
        builder(with("kms.dev_backend", "mine"), Map.of()).backend("mine", object).connect()) {
      assertThat(kms.section()).isEqualTo("mine");
    }
    assertThat(object.isClosed()).isTrue();
  }

  @Test
  void connect_providerThatFails_isNamedWithoutItsMessage() {
    KmsProvider failing =
        provider(
            "bad",
            config -> {
              throw new IllegalStateException("s3cret");
            });

    assertThatThrownBy(() -> Kms.builder().provider(failing).uri("bad:x").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageStartingWith("the provider " + failing.getClass().getName() + " failed to open")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void connect_providerWithoutItsDriver_isAnErrorOfTheConfiguration() {
    KmsProvider unlinked =
        provider(
            "bad",
            config -> {
              throw new NoClassDefFoundError("com/example/Driver");
            });

    assertThatThrownBy(() -> Kms.builder().provider(unlinked).uri("bad:x").connect())
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("java.lang.NoClassDefFoundError");
  }

  @Test
  void backend_section_isOpenedOnFirstUse() {
    try (Kms kms = builder(TWO, Map.of("TOKEN", "s3cret")).connect()) {
      assertThat(opened).hasSize(1);
      kms.backend("strong");
      assertThat(opened).hasSize(2);
      assertThatThrownBy(() -> kms.backend("strng"))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessage(
              "there is no section [kms.strng]; did you mean strong?; there are: strong, weak");
    }
  }

  @Test
  void connect_commonSettings_areKnownToEverySection() {
    Map<String, String> common = new HashMap<>(TWO);
    common.putAll(
        Map.of(
            "kms.weak.max-plaintext-bytes", "100",
            "kms.weak.context_hint", "false",
            "kms.weak.allowed_keys", "a, b",
            "kms.weak.keys.my-key", "id",
            "kms.weak.retry_attempts", "2",
            "kms.weak.retry_deadline", "5s"));

    builder(common, Map.of()).connect().close();

    assertThat(opened).hasSize(1);
  }
}
