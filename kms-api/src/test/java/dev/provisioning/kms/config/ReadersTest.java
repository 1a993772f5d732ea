package dev.provisioning.kms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.OtherLoader;
import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigReader;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The artifact that reads a syntax may be absent, broken or there twice. */
class ReadersTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  /** Reads every line as a setting of age. */
  public static final class Lines implements ConfigReader {
    @Override
    public String extension() {
      return "toml";
    }

    @Override
    public List<ConfigEntry> read(String source, String text) {
      return List.of(
          new ConfigEntry(
              List.of("kms", "age", "text"),
              ConfigValue.scalar(Kind.TEXT, text, new ConfigOrigin(source, 1, 1))));
    }
  }

  /** Does not load, as when its library is missing. */
  public static final class Unloadable implements ConfigReader {
    /** Fails. */
    public Unloadable() {
      throw new NoClassDefFoundError("org/tomlj/Toml");
    }

    @Override
    public String extension() {
      return "toml";
    }

    @Override
    public List<ConfigEntry> read(String source, String text) {
      return List.of();
    }
  }

  /** Fails in the way that the file says. */
  public static final class Failing implements ConfigReader {
    @Override
    public String extension() {
      return "toml";
    }

    @Override
    public List<ConfigEntry> read(String source, String text) {
      switch (text) {
        case "link" -> throw new NoClassDefFoundError("org/tomlj/Toml");
        case "deep" -> throw new StackOverflowError();
        case "ours" -> throw KmsException.of(ErrorCode.CONFIGURATION, source + ":1:2: ours");
        default -> throw new IllegalStateException(text);
      }
    }
  }

  @BeforeEach
  void makeFile() throws IOException {
    file = write("s3cret");
  }

  private Path write(String text) throws IOException {
    Path written = Files.writeString(folder.resolve("kms.toml"), text);
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-------"));
    return written;
  }

  private Configuration load(ClassLoader loader) {
    return Configuration.ofFile(file, null, Map.<String, String>of()::get, loader);
  }

  private OtherLoader loader(Class<?>... readers) throws IOException {
    List<String> lines = Arrays.stream(readers).map(Class::getName).toList();
    return OtherLoader.of(folder.resolve("jar"), ConfigReader.class, lines, readers);
  }

  @Test
  void ofFile_readerInTheGivenLoader_isUsed() throws IOException {
    try (OtherLoader loader = loader(Lines.class)) {
      assertThat(load(loader).section("age").build().text("text")).contains("s3cret");
    }
  }

  @Test
  void ofFile_noReader_namesTheArtifactAndTheOption() {
    assertThatThrownBy(() -> load(ReadersTest.class.getClassLoader()))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessage(
            "reading "
                + file
                + " needs the artifact dev.provisioning.kms:kms-toml, and on the module path the"
                + " option --add-modules dev.provisioning.kms.toml");
  }

  @Test
  void ofFile_readerThatDoesNotLoad_isNamedWithItsReason() throws IOException {
    try (OtherLoader loader = loader(Unloadable.class)) {
      assertThatThrownBy(() -> load(loader))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageContaining("needs the artifact dev.provisioning.kms:kms-toml")
          .hasMessageContaining("failed to load: ")
          .hasMessageContaining(Unloadable.class.getName())
          .hasMessageContaining("org/tomlj/Toml");
    }
  }

  @Test
  void ofFile_brokenReaderFirst_doesNotHideTheGoodOne() throws IOException {
    List<String> lines =
        List.of(
            "no.such.Reader",
            "java.lang.String",
            Unloadable.class.getName(),
            Lines.class.getName());
    try (OtherLoader loader =
        OtherLoader.of(
            folder.resolve("jar"), ConfigReader.class, lines, Unloadable.class, Lines.class)) {
      assertThat(load(loader).primary()).isEqualTo("age");
    }
  }

  @Test
  void ofFile_twoReaders_areBothNamed() throws IOException {
    try (OtherLoader loader = loader(Lines.class, Failing.class)) {
      assertThatThrownBy(() -> load(loader))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessage(
              "two readers of .toml files: "
                  + Lines.class.getName()
                  + " and "
                  + Failing.class.getName()
                  + "; remove one jar");
    }
  }

  @Test
  void ofFile_readerWithoutItsLibrary_saysWhatIsMissing() throws IOException {
    write("link");
    try (OtherLoader loader = loader(Failing.class)) {
      assertThatThrownBy(() -> load(loader))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessage(
              "cannot read "
                  + file
                  + ": "
                  + Failing.class.getName()
                  + " failed with java.lang.NoClassDefFoundError: org/tomlj/Toml");
    }
  }

  @Test
  void ofFile_readerThatQuotesTheFile_isNotPassedOn() throws IOException {
    try (OtherLoader loader = loader(Failing.class)) {
      assertThatThrownBy(() -> load(loader))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessage(
              "cannot read "
                  + file
                  + ": "
                  + Failing.class.getName()
                  + " failed with java.lang.IllegalStateException")
          .hasNoCause();
    }
  }

  @Test
  void ofFile_readerThatOverflowsTheStack_isAnError() throws IOException {
    write("deep");
    try (OtherLoader loader = loader(Failing.class)) {
      assertThatThrownBy(() -> load(loader))
          .isInstanceOf(KmsConfigurationException.class)
          .hasMessageEndingWith(" failed with java.lang.StackOverflowError");
    }
  }

  @Test
  void ofFile_readersOwnError_isPassedOn() throws IOException {
    write("ours");
    try (OtherLoader loader = loader(Failing.class)) {
      assertThatThrownBy(() -> load(loader)).hasMessage(file + ":1:2: ours");
    }
  }
}
