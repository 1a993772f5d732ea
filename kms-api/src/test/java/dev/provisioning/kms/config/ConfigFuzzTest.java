package dev.provisioning.kms.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/** Whatever is written, it is understood or refused in one line. */
class ConfigFuzzTest {
  private static final ConfigOrigin PLACE = new ConfigOrigin("f", 1, 1);

  @FuzzTest(maxDuration = "20s")
  void uri(byte[] data) {
    String text = text(data);
    try {
      KmsUri uri = KmsUri.parse(text);
      check(text.contains(uri.target()) && !uri.settings().values().toString().contains("${"));
    } catch (KmsConfigurationException e) {
      check(String.valueOf(e.getMessage()).startsWith("the URI "));
    }
  }

  @FuzzTest(maxDuration = "20s")
  void interpolation(byte[] data) {
    String text = text(data);
    Interpolation once = new Interpolation(Map.of("A", "${A}")::get);
    try {
      String out = once.expand("n", ConfigValue.scalar(Kind.TEXT, text, PLACE)).text();
      check(text.contains("${") || out.equals(text));
    } catch (KmsConfigurationException e) {
      check(String.valueOf(e.getMessage()).startsWith("f:1:1: n "));
    }
  }

  /** Splitting into lines must not change what the JDK would read. */
  @FuzzTest(maxDuration = "20s")
  void properties(byte[] data) throws IOException {
    String text = text(data);
    Properties whole = new Properties();
    try {
      whole.load(new StringReader(text));
    } catch (IllegalArgumentException e) {
      return;
    }
    // A backslash before the end of the file; no setting has that name.
    whole.remove("");
    Properties split = new Properties();
    PropertiesSyntax.read("f", text)
        .forEach(e -> split.setProperty(String.join(".", e.path()), e.value().text()));
    split.remove("");
    check(split.equals(whole));
  }

  private static String text(byte[] data) {
    return new String(data, StandardCharsets.UTF_8);
  }

  private static void check(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("does not hold");
    }
  }
}
