package dev.provisioning.kms.toml;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.ConfigEntry;
import java.nio.charset.StandardCharsets;

/** Whatever the file, the reader ends in settings or in one short line with a place. */
class TomlFuzzTest {
  @FuzzTest(maxDuration = "20s")
  void read(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    try {
      for (ConfigEntry entry : new TomlConfigReader().read("kms.toml", text)) {
        check(entry.path().get(0).equals("kms") && entry.value().origin().line() > 0, text);
      }
    } catch (KmsConfigurationException e) {
      String message = String.valueOf(e.getMessage());
      check(message.startsWith("kms.toml"), text);
      check(message.length() < 200 && message.chars().noneMatch(Character::isISOControl), text);
    }
  }

  private static void check(boolean holds, String text) {
    if (!holds) {
      throw new IllegalStateException("does not hold for: " + text);
    }
  }
}
