package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * Files of {@link Properties}. The JDK decodes, and keeps no line numbers; so the file is split
 * into its logical lines here, and each of them is decoded alone.
 */
final class PropertiesSyntax {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final String BLANKS = " \t\f";

  private PropertiesSyntax() {}

  static List<ConfigEntry> read(String source, String text) {
    String[] lines = LINE_END.split(text, -1);
    List<ConfigEntry> entries = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      if (lines[i].substring(indent(lines[i])).equals("\\")) {
        // To the JDK, a logical line has not begun before its first character.
        continue;
      }
      int start = i;
      StringBuilder logical = new StringBuilder(lines[i]);
      while (!isComment(lines[start]) && continues(lines[i]) && i + 1 < lines.length) {
        i++;
        logical.append('\n').append(lines[i]);
      }
      int column = indent(lines[start]) + 1;
      decode(new ConfigOrigin(source, start + 1, column), logical.toString(), entries);
    }
    return entries;
  }

  private static void decode(ConfigOrigin place, String logical, List<ConfigEntry> entries) {
    Properties decoded = new Properties();
    try {
      decoded.load(new StringReader(logical));
    } catch (IllegalArgumentException e) {
      throw Misconfigured.at(place, "a \\u needs four hexadecimal digits after it");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String name : decoded.stringPropertyNames()) {
      entries.add(entry(name, decoded.getProperty(name), place));
    }
  }

  /** A setting by its dotted name; it may be read as any type. */
  static ConfigEntry entry(String name, String value, ConfigOrigin place) {
    List<String> path = new ArrayList<>();
    Collections.addAll(path, name.split("\\.", -1));
    return new ConfigEntry(path, ConfigValue.scalar(Kind.UNTYPED, value, place));
  }

  private static boolean isComment(String line) {
    int first = indent(line);
    return first < line.length() && "#!".indexOf(line.charAt(first)) >= 0;
  }

  private static int indent(String line) {
    int i = 0;
    while (i < line.length() && BLANKS.indexOf(line.charAt(i)) >= 0) {
      i++;
    }
    return i;
  }

  /** An odd number of backslashes at the end: an even one is backslashes in the value. */
  private static boolean continues(String line) {
    int i = line.length();
    while (i > 0 && line.charAt(i - 1) == '\\') {
      i--;
    }
    return (line.length() - i) % 2 == 1;
  }
}
