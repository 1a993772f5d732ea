package dev.provisioning.kms.spi;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.config.DurationText;
import dev.provisioning.kms.config.ListText;
import dev.provisioning.kms.config.SettingName;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The values of one section, and which of them somebody has asked for. */
final class Settings {
  private final String section;
  private final @Nullable ConfigOrigin origin;
  private final SortedMap<String, ConfigValue> values;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  Settings(String section, @Nullable ConfigOrigin origin, Map<String, ConfigValue> values) {
    this.section = section;
    this.origin = origin;
    this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  Optional<ConfigValue> value(String key) {
    String name = SettingName.normal(key);
    read.add(name);
    return Optional.ofNullable(values.get(name));
  }

  String scalar(String key, ConfigValue value, Kind wanted) {
    if (value.kind() == wanted || value.kind() == Kind.UNTYPED) {
      return value.text();
    }
    throw invalid(
        key,
        switch (wanted) {
          case INTEGER -> "must be a whole number without quotes";
          case BOOLEAN -> "must be true or false, without quotes";
          default -> "must be a text in quotes";
        });
  }

  boolean flag(String key, boolean otherwise) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    return switch (scalar(key, value.get(), Kind.BOOLEAN)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw invalid(key, "must be true or false");
    };
  }

  int integer(String key, int otherwise, int least, int most) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(scalar(key, value.get(), Kind.INTEGER));
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The message below says it better than the exception, and does not repeat the text.
    }
    throw invalid(key, "must be a whole number from " + least + " to " + most);
  }

  Duration duration(String key, Duration otherwise) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return otherwise;
    }
    return Optional.of(value.get())
        .filter(v -> v.kind() == Kind.TEXT || v.kind() == Kind.UNTYPED)
        .flatMap(v -> DurationText.parse(v.text()))
        .orElseThrow(
            () ->
                invalid(
                    key, "must be a duration with its unit, such as \"500ms\", \"30s\" or \"5m\""));
  }

  List<String> list(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    return switch (value.get().kind()) {
      case LIST -> value.get().items();
      case UNTYPED -> ListText.split(value.get().text());
      default -> throw invalid(key, "must be a list of texts, such as [\"a\", \"b\"]");
    };
  }

  SortedMap<String, String> table(String key) {
    if (value(key).filter(v -> v.kind() != Kind.TABLE).isPresent()) {
      throw invalid(key, "must be a table: write [kms." + section + "." + key + "]");
    }
    String prefix = SettingName.normal(key) + ".";
    SortedMap<String, String> table = new TreeMap<>();
    values
        .tailMap(prefix)
        .forEach(
            (name, value) -> {
              if (name.startsWith(prefix)) {
                read.add(name);
                table.put(name.substring(prefix.length()), scalar(name, value, Kind.TEXT));
              }
            });
    return table;
  }

  KmsException invalid(String key, String why) {
    String name = SettingName.normal(key);
    ConfigValue value = values.get(name);
    return at(value == null ? origin : value.origin(), "kms." + section + "." + name + " " + why);
  }

  KmsException missing(String key) {
    return at(origin, "[kms." + section + "] needs the setting " + key);
  }

  private static KmsException at(@Nullable ConfigOrigin place, String why) {
    return KmsException.of(ErrorCode.CONFIGURATION, place == null ? why : place + ": " + why);
  }

  SortedSet<String> names() {
    return new TreeSet<>(values.keySet());
  }

  SortedSet<String> unread() {
    SortedSet<String> names = names();
    names.removeAll(read);
    return names;
  }

  SortedSet<String> known() {
    return new TreeSet<>(read);
  }
}
