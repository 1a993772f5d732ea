package dev.provisioning.kms.toml;

import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** Flattens the tables below {@code kms}; a value that no setting can hold is an error. */
final class Entries {
  /** One more than {@code kms.NAME.keys.LOGICAL}, so that a mistake is told by whoever knows. */
  private static final int MOST_DEPTH = 5;

  private final String source;
  private final List<ConfigEntry> entries = new ArrayList<>();

  private Entries(String source) {
    this.source = source;
  }

  static List<ConfigEntry> of(String source, TomlTable root) {
    Entries all = new Entries(source);
    if (root.keySet().contains("kms")) {
      all.add(root, "kms", List.of());
    }
    return List.copyOf(all.entries);
  }

  private void add(TomlTable table, String name, List<String> parent) {
    List<String> key = List.of(name);
    List<String> path = new ArrayList<>(parent);
    path.add(name);
    TomlPosition position = Objects.requireNonNull(table.inputPositionOf(key));
    ConfigOrigin place = new ConfigOrigin(source, position.line(), position.column());
    if (path.size() > MOST_DEPTH) {
      throw TomlConfigReader.error(place, "tables are nested too deeply");
    }
    Object value = Objects.requireNonNull(table.get(key));
    entries.add(new ConfigEntry(path, value(value, place)));
    if (value instanceof TomlTable nested) {
      nested.keySet().forEach(inner -> add(nested, inner, path));
    }
  }

  private static ConfigValue value(Object value, ConfigOrigin place) {
    if (value instanceof String text) {
      return ConfigValue.scalar(Kind.TEXT, text, place);
    }
    if (value instanceof Long number) {
      return ConfigValue.scalar(Kind.INTEGER, Long.toString(number), place);
    }
    if (value instanceof Boolean flag) {
      return ConfigValue.scalar(Kind.BOOLEAN, Boolean.toString(flag), place);
    }
    if (value instanceof TomlTable) {
      return ConfigValue.table(place);
    }
    if (value instanceof TomlArray list) {
      return ConfigValue.list(texts(list, place), place);
    }
    throw TomlConfigReader.error(
        place,
        "no setting is a "
            + (value instanceof Double ? "number with a fraction" : "date or time")
            + "; a text stands in quotes");
  }

  private static List<String> texts(TomlArray list, ConfigOrigin place) {
    List<String> texts = new ArrayList<>();
    for (Object item : list.toList()) {
      if (item instanceof TomlTable) {
        throw TomlConfigReader.error(
            place, "a list of tables is not a setting; a section is written [kms.NAME]");
      }
      if (!(item instanceof String text)) {
        throw TomlConfigReader.error(
            place, "a list holds texts in quotes only, such as [\"a\", \"b\"]");
      }
      texts.add(text);
    }
    return texts;
  }
}
