package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands below {@code kms}: the settings of {@code [kms]} itself and its sections, as written.
 * Everything beside {@code kms} belongs to the application.
 */
final class ConfigTree {
  /** Names kept for sections that will configure something else than a backend. */
  static final Set<String> RESERVED =
      Set.of("audit", "cache", "retry", "service", "parquet", "iceberg");

  /** Those of them that something reads: they make listeners. */
  static final Set<String> LISTENERS = Set.of("audit");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST_NAME = 256;

  private final SortedMap<String, ConfigValue> root = new TreeMap<>();
  private final SortedMap<String, Section> sections = new TreeMap<>();

  /** One table below {@code [kms]}; names of settings are normal, tables as {@code keys.NAME}. */
  record Section(String name, ConfigOrigin origin, SortedMap<String, ConfigValue> settings) {}

  private ConfigTree() {}

  static ConfigTree of(List<ConfigEntry> entries) {
    ConfigTree tree = new ConfigTree();
    for (ConfigEntry entry : entries) {
      if (!entry.path().isEmpty() && entry.path().get(0).equals("kms")) {
        tree.add(entry.path(), entry.value());
      }
    }
    return tree;
  }

  /** The one section of a URI, whose name is the scheme; later settings win. */
  static ConfigTree single(String scheme, ConfigOrigin origin, List<Map<String, ConfigValue>> all) {
    ConfigTree tree = new ConfigTree();
    Section section = new Section(scheme, origin, new TreeMap<>());
    tree.sections.put(scheme, section);
    for (Map<String, ConfigValue> settings : all) {
      SortedMap<String, ConfigValue> layer = new TreeMap<>();
      settings.forEach(
          (name, value) -> {
            checkPrintable(name, value);
            put(layer, "kms." + scheme, name, value);
          });
      section.settings().putAll(layer);
    }
    return tree;
  }

  private void add(List<String> path, ConfigValue value) {
    path.forEach(name -> checkPrintable(name, value));
    boolean table = value.kind() == Kind.TABLE;
    if (path.size() == 1) {
      if (!table) {
        throw Misconfigured.at(value.origin(), "kms must be a table: write [kms]");
      }
    } else if (path.size() == 2 && !table) {
      put(root, "kms", path.get(1), value);
    } else {
      Section section =
          sections.computeIfAbsent(
              checkSection(path.get(1), value),
              name -> new Section(name, value.origin(), new TreeMap<>()));
      if (path.size() > 2) {
        String name = String.join(".", path.subList(2, path.size()));
        put(section.settings(), "kms." + section.name(), name, value);
      }
    }
  }

  private static void put(
      Map<String, ConfigValue> settings, String owner, String written, ConfigValue value) {
    String name = SettingName.normal(written);
    ConfigValue earlier = settings.put(name, value);
    if (earlier != null) {
      throw Misconfigured.at(
          value.origin(),
          owner
              + "."
              + name
              + " is set twice, first at "
              + earlier.origin()
              + " (in names, - and _ are the same)");
    }
  }

  private static String checkSection(String name, ConfigValue value) {
    // Ignored, it would be one that its author believes to be in force.
    if (RESERVED.contains(name) && !LISTENERS.contains(name)) {
      throw Misconfigured.at(
          value.origin(), "[kms." + name + "] is reserved and not supported yet; remove it");
    }
    if (!isName(name)) {
      throw Misconfigured.at(
          value.origin(),
          "the name of a section is made of 1 to 64 letters, digits, - and _, as in [kms.archive]");
    }
    return name;
  }

  /** Whether a section can have this name, so that a message may repeat it. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Names stand in messages, and a message is one line of what it seems to be. */
  private static void checkPrintable(String name, ConfigValue value) {
    boolean hidden =
        name.codePoints()
            .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    if (name.isEmpty() || name.length() > MOST_NAME || hidden) {
      throw Misconfigured.at(
          value.origin(),
          "a name is empty, longer than " + MOST_NAME + " characters or has invisible ones");
    }
  }

  /** The settings of {@code [kms]} itself. */
  SortedMap<String, ConfigValue> root() {
    return root;
  }

  /** A section; null if there is none of that name. */
  @Nullable Section find(String name) {
    return sections.get(name);
  }

  /** A section that is there. */
  Section section(String name) {
    return Objects.requireNonNull(sections.get(name));
  }

  /** The names of the sections that are backends. */
  SortedSet<String> backends() {
    SortedSet<String> names = new TreeSet<>(sections.keySet());
    names.removeAll(LISTENERS);
    return names;
  }

  /** The names of the sections that make listeners. */
  SortedSet<String> listeners() {
    SortedSet<String> names = new TreeSet<>(sections.keySet());
    names.retainAll(LISTENERS);
    return names;
  }
}
