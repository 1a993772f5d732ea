package dev.provisioning.kms.toml;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigReader;
import java.util.List;
import java.util.Objects;
import org.tomlj.Toml;
import org.tomlj.TomlParseOptions;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlVersion;

/**
 * Reads TOML 1.0, at most 256 KiB and 10,000 lines of it. Only what stands below {@code kms} is
 * returned; other tables belong to the application. Every error has file, line and column, and
 * never the text of the line, which may hold a secret. Stateless, so safe for use by many threads.
 */
public final class TomlConfigReader implements ConfigReader {
  private static final int MOST_CHARS = 256 * 1024;

  /** The parser keeps an exception with its stack for every bad line. */
  private static final int MOST_LINES = 10_000;

  /** A file is read by more tools than this one, and some of them know 1.0 only. */
  private static final TomlParseOptions OPTIONS =
      TomlParseOptions.sourceless().withVersion(TomlVersion.V1_0_0).withMaxNestingDepth(64);

  /** For the service loader; does nothing. */
  public TomlConfigReader() {}

  @Override
  public String extension() {
    return "toml";
  }

  @Override
  public List<ConfigEntry> read(String source, String text) {
    Objects.requireNonNull(source, "source");
    if (text.length() > MOST_CHARS) {
      throw KmsException.of(ErrorCode.CONFIGURATION, source + " is larger than 256 KiB");
    }
    if (text.chars().filter(c -> c == '\n').count() >= MOST_LINES) {
      throw KmsException.of(ErrorCode.CONFIGURATION, source + " has more than 10,000 lines");
    }
    TomlParseResult parsed = Toml.parse(text, OPTIONS);
    if (!parsed.errors().isEmpty()) {
      throw SyntaxAdvice.of(parsed.errors().get(0), text).in(source);
    }
    return Entries.of(source, parsed);
  }

  static KmsException error(ConfigOrigin place, String why) {
    return KmsException.of(ErrorCode.CONFIGURATION, place + ": " + why);
  }
}
