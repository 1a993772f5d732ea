package dev.provisioning.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers in jars of other people, and what is said about those that do not work. */
class ProvidersTest {
  private static final String GOOD = Good.class.getName();

  @TempDir private Path first;
  @TempDir private Path second;

  /** A provider that works. */
  public static class Good implements KmsProvider {
    @Override
    public String scheme() {
      return "tiny";
    }

    @Override
    public KmsBackend connect(KmsConfig config) {
      config.text("color");
      return new TinyBackend("tiny");
    }
  }

  /** Another provider of the same scheme. */
  public static final class Twin extends Good {}

  /** A provider that cannot be made. */
  public static final class Throwing extends Good {
    /** Fails. */
    public Throwing() {
      throw new IllegalStateException("no driver");
    }
  }

  /** A provider whose class cannot be set up, as without the jar of its driver. */
  public static final class Unlinked extends Good {
    static final Object DRIVER = missing();

    private static Object missing() {
      throw new NoClassDefFoundError("com/example/Driver");
    }
  }

  /** A provider that fails when it is asked who it is. */
  public static final class Nameless extends Good {
    @Override
    public String scheme() {
      throw new UnsupportedOperationException("nobody");
    }
  }

  /** Not a provider at all. */
  public static final class Stranger {}

  private OtherLoader loader(Class<?>... classes) throws IOException {
    return OtherLoader.of(first, KmsProvider.class, names(classes), with(classes));
  }

  private static List<String> names(Class<?>... classes) {
    return List.of(classes).stream().map(Class::getName).toList();
  }

  /** The super class comes along, or it would be one of the module. */
  private static Class<?>[] with(Class<?>... classes) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(Good.class), List.of(classes).stream())
        .distinct()
        .toArray(Class<?>[]::new);
  }

  @Test
  void providers_good_isReportedWithClassAndJar() throws IOException {
    try (OtherLoader loader = loader(Good.class)) {
      assertThat(Kms.providers(loader))
          .containsExactly(ProviderReport.loaded("tiny", GOOD, first + "/"));
    }
  }

  @Test
  void providers_brokenOnes_areReportedAndHideNobody() throws IOException {
    Class<?>[] classes = {
      Throwing.class, Stranger.class, Unlinked.class, Nameless.class, Good.class
    };
    try (OtherLoader loader = loader(classes)) {
      List<ProviderReport> reports = Kms.providers(loader);

      assertThat(reports).hasSize(5);
      assertThat(reports.get(0).className()).isEqualTo(Throwing.class.getName());
      assertThat(reports.get(0).location()).isEqualTo(first + "/");
      assertThat(reports.get(0).failure().orElseThrow()).contains("no driver");
      assertThat(reports.get(1).failure().orElseThrow()).contains(Stranger.class.getName());
      assertThat(reports.get(2).failure().orElseThrow()).contains("com/example/Driver");
      assertThat(reports.get(3).className()).isEqualTo(Nameless.class.getName());
      assertThat(reports.get(3).failure().orElseThrow()).contains("nobody");
      assertThat(reports.get(4)).isEqualTo(ProviderReport.loaded("tiny", GOOD, first + "/"));
    }
  }

  @Test
  void providers_lineThatNamesNoClass_isReportedAndHidesNobody() throws IOException {
    List<String> lines = List.of("com.example.Gone", GOOD);
    try (OtherLoader loader = OtherLoader.of(first, KmsProvider.class, lines, Good.class)) {
      List<ProviderReport> reports = Kms.providers(loader);

      assertThat(reports).hasSize(2);
      assertThat(reports.get(0).scheme()).isEmpty();
      assertThat(reports.get(0).failure().orElseThrow()).contains("com.example.Gone");
      assertThat(reports.get(1).scheme()).contains("tiny");
    }
  }

  @Test
  void providers_serviceFileThatIsNone_hidesNobody() throws IOException {
    List<String> lines = List.of("not a class name");
    try (OtherLoader loader =
        OtherLoader.of(first, KmsProvider.class, lines)
            .and(second, KmsProvider.class, List.of(GOOD), Good.class)) {
      assertThat(Kms.providers(loader)).anyMatch(r -> r.scheme().isPresent());
      assertThat(Kms.providers(loader)).anyMatch(r -> r.failure().isPresent());
    }
  }

  @Test
  void connect_classLoader_findsItsProviders() throws IOException {
    try (OtherLoader loader = loader(Good.class);
        Kms kms = Kms.builder().classLoader(loader).uri("tiny:x?color=red").connect()) {
      assertThat(kms.section()).isEqualTo("tiny");
    }
  }

  @Test
  void connect_twoProvidersOfAScheme_namesBothClassesAndJars() throws IOException {
    try (OtherLoader loader =
        loader(Good.class).and(second, KmsProvider.class, names(Twin.class), Twin.class)) {
      assertThatThrownBy(() -> Kms.builder().classLoader(loader).uri("tiny:x").connect())
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessage(
              "two providers serve the scheme \"tiny\": "
                  + GOOD
                  + " in "
                  + first
                  + "/ and "
                  + Twin.class.getName()
                  + " in "
                  + second
                  + "/; remove one jar, or name the class with allowProviders");
    }
  }

  @Test
  void connect_allowProviders_picksOneOfTwo() throws IOException {
    try (OtherLoader loader = loader(Good.class, Twin.class);
        Kms kms =
            Kms.builder()
                .classLoader(loader)
                .allowProviders(Twin.class.getName())
                .uri("tiny:x")
                .connect()) {
      assertThat(kms.section()).isEqualTo("tiny");
    }
  }

  @Test
  void connect_providerThatIsNotAllowed_isNotUsed() throws IOException {
    try (OtherLoader loader = loader(Good.class)) {
      assertThatThrownBy(
              () ->
                  Kms.builder()
                      .classLoader(loader)
                      .allowProviders("com.example.Other")
                      .uri("tiny:x")
                      .connect())
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContaining("no provider for the scheme \"tiny\"")
          .hasMessageContaining("allowed: [com.example.Other]");
    }
  }

  @Test
  void connect_explicitProvider_winsOverFoundOnes() throws IOException {
    try (OtherLoader loader = loader(Good.class, Twin.class);
        Kms kms = Kms.builder().classLoader(loader).provider(new Good()).uri("tiny:x").connect()) {
      assertThat(kms.section()).isEqualTo("tiny");
    }
  }

  @Test
  void connect_unknownScheme_saysWhatWasFoundAndWhatFailed() throws IOException {
    try (OtherLoader loader = loader(Good.class, Throwing.class)) {
      assertThatThrownBy(() -> Kms.builder().classLoader(loader).uri("vault:x").connect())
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageStartingWith("no provider for the scheme \"vault\"; found: tiny (")
          .hasMessageContaining("failed to load: " + Throwing.class.getName() + " (")
          .hasMessageContaining("no driver")
          .hasMessageContaining("dev.provisioning.kms:kms-vault")
          .hasMessageContaining("when shading, merge META-INF/services");
    }
  }

  @Test
  void connect_unknownSchemeOfNobody_namesNoArtifact() throws IOException {
    try (OtherLoader loader = OtherLoader.of(first, KmsProvider.class, List.of())) {
      assertThatThrownBy(() -> Kms.builder().classLoader(loader).uri("azure:s3cret").connect())
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessage(
              "no provider for the scheme \"azure\"; found: none; when shading, merge"
                  + " META-INF/services");
    }
  }
}
