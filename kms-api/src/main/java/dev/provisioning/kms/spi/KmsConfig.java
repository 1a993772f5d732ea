package dev.provisioning.kms.spi;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.config.DurationText;
import dev.provisioning.kms.config.HomePath;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one section, expanded, whatever they were written in: TOML, properties, a URI or
 * a builder. Reading a setting marks it as known; {@link #unread()} is what nobody knows. In names,
 * {@code -} and {@code _} are equal. Safe for use by many threads.
 */
public final class KmsConfig {
  private final String section;
  private final String scheme;
  private final Optional<String> target;
  private final Path folder;
  private final Function<String, @Nullable String> environment;
  private final KmsClock clock;
  private final SortedMap<String, ConfigValue> values;
  private final Set<String> read = ConcurrentHashMap.newKeySet();

  private KmsConfig(Builder b) {
    section = b.section;
    scheme = b.scheme;
    target = Optional.ofNullable(b.target);
    folder = b.folder;
    environment = b.environment;
    clock = b.clock;
    values = Collections.unmodifiableSortedMap(new TreeMap<>(b.values));
  }

  /**
   * Starts a configuration by hand, as tests of a provider do.
   *
   * @param section the section's name
   * @param scheme the scheme
   * @return a builder
   */
  public static Builder builder(String section, String scheme) {
    return new Builder(section, scheme);
  }

  /**
   * Returns the name of the section, for messages.
   *
   * @return such as {@code archive}
   */
  public String section() {
    return section;
  }

  /**
   * Returns the scheme.
   *
   * @return such as {@code vault}
   */
  public String scheme() {
    return scheme;
  }

  /**
   * Returns what stands in a URI between {@code scheme:} and {@code ?}.
   *
   * @return the target, absent in a file
   */
  public Optional<String> target() {
    return target;
  }

  /**
   * Returns the clock that the backend uses.
   *
   * @return the clock
   */
  public KmsClock clock() {
    return clock;
  }

  /**
   * Reads an environment variable of a documented credential chain.
   *
   * @param name the variable
   * @return its value; an empty one counts as unset
   */
  public Optional<String> environment(String name) {
    return Optional.ofNullable(environment.apply(name)).filter(v -> !v.isEmpty());
  }

  /**
   * Reads a text.
   *
   * @param key the setting
   * @return its value, if it is set
   */
  public Optional<String> text(String key) {
    return value(key).map(v -> scalar(key, v, Kind.TEXT));
  }

  /**
   * Reads a text that must be there.
   *
   * @param key the setting
   * @return its value
   */
  public String require(String key) {
    return text(key)
        .orElseThrow(
            () ->
                KmsException.of(
                    ErrorCode.CONFIGURATION, "[kms." + section + "] needs the setting " + key));
  }

  /**
   * Reads an address of a server. Only as a whole may it come from the environment, so that a file
   * cannot send a token to a host made up of parts.
   *
   * @param key the setting
   * @return its value, if it is set
   */
  public Optional<String> address(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isPresent() && value.get().variable() == ConfigValue.Variable.PART) {
      throw invalid(key, "in an address, ${…} must be the whole value");
    }
    return text(key);
  }

  /**
   * Reads a boolean.
   *
   * @param key the setting
   * @param otherwise what an absent setting means
   * @return its value
   */
  public boolean flag(String key, boolean otherwise) {
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

  /**
   * Reads a whole number.
   *
   * @param key the setting
   * @param otherwise what an absent setting means
   * @param least the smallest value allowed
   * @param most the largest value allowed
   * @return its value
   */
  public int integer(String key, int otherwise, int least, int most) {
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

  /**
   * Reads a duration, a whole number with its unit: {@code 500ms}, {@code 30s}, {@code 5m}, {@code
   * 12h}, {@code 90d}.
   *
   * @param key the setting
   * @param otherwise what an absent setting means
   * @return its value
   */
  public Duration duration(String key, Duration otherwise) {
    return value(key)
        .map(
            v ->
                DurationText.parse(scalar(key, v, Kind.TEXT))
                    .orElseThrow(() -> invalid(key, "must be a duration such as 500ms, 30s or 5m")))
        .orElse(otherwise);
  }

  /**
   * Reads a list of texts; in properties and URIs, one text with commas.
   *
   * @param key the setting
   * @return its items, empty if it is not set
   */
  public List<String> list(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return List.of();
    }
    return switch (value.get().kind()) {
      case LIST -> value.get().items();
      case UNTYPED -> List.of(value.get().text().split(",", -1));
      default -> throw invalid(key, "must be a list of texts");
    };
  }

  /**
   * Reads a path: {@code ~/} is the home folder, and a relative path is relative to the
   * configuration file.
   *
   * @param key the setting
   * @return its value, if it is set
   */
  public Optional<Path> path(String key) {
    return text(key).map(text -> resolve(key, text));
  }

  /**
   * Resolves a text as {@link #path} does, such as the {@link #target()}.
   *
   * @param text the text
   * @return the path
   */
  public Path resolve(String text) {
    return resolve("target", text);
  }

  private Path resolve(String key, String text) {
    try {
      return folder.resolve(HomePath.expand(text, environment));
    } catch (InvalidPathException e) {
      throw invalid(key, "is not a path");
    }
  }

  /**
   * Reads a secret: {@code key} itself in a file or builder, {@code key_file} for a file that holds
   * it, {@code key_env} for the name of a variable. A URI may not hold the secret itself: URIs end
   * up in logs.
   *
   * @param key the setting
   * @return the secret, if one of the three is set
   */
  public Optional<Secret> secret(String key) {
    Optional<ConfigValue> direct = value(key);
    Optional<Path> file = path(key + "_file");
    Optional<String> variable = text(key + "_env");
    int count = (direct.isPresent() ? 1 : 0) + (file.isPresent() ? 1 : 0);
    if (count + (variable.isPresent() ? 1 : 0) > 1) {
      throw invalid(key, "is set more than once: use one of " + key + ", _file and _env");
    }
    if (direct.isPresent() && direct.get().origin().source().equals("URI")) {
      throw invalid(key, "must not stand in a URI: use " + key + "-file or " + key + "-env");
    }
    if (file.isPresent()) {
      return file.map(Secret::ofFile);
    }
    Optional<String> text =
        variable.isPresent()
            ? Optional.of(
                environment(variable.get())
                    .orElseThrow(() -> invalid(key + "_env", "names a variable that is not set")))
            : direct.map(v -> scalar(key, v, Kind.TEXT));
    return text.map(t -> Secret.of(t.toCharArray()));
  }

  /**
   * Reads a table of texts, such as {@code [kms.vault.keys]}.
   *
   * @param key the table
   * @return its settings by name, sorted
   */
  public SortedMap<String, String> table(String key) {
    String prefix = normal(key) + ".";
    SortedMap<String, String> table = new TreeMap<>();
    value(key);
    values.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            read.add(name);
            table.put(name.substring(prefix.length()), scalar(name, value, Kind.TEXT));
          }
        });
    return table;
  }

  /**
   * Makes the exception for a bad setting; it names place and key and never the value.
   *
   * @param key the setting
   * @param why what is wrong, such as "must be a URL"
   * @return the exception to throw
   */
  public KmsException invalid(String key, String why) {
    ConfigValue value = values.get(normal(key));
    String place = value == null ? "" : value.origin() + ": ";
    return KmsException.of(
        ErrorCode.CONFIGURATION, place + "kms." + section + "." + normal(key) + " " + why);
  }

  /**
   * Returns the settings that nobody has read.
   *
   * @return their names, sorted
   */
  public SortedSet<String> unread() {
    SortedSet<String> names = new TreeSet<>(values.keySet());
    names.removeAll(read);
    return names;
  }

  /**
   * Returns the names that have been asked for, set or not: what this section understands.
   *
   * @return the names, sorted
   */
  public SortedSet<String> known() {
    return new TreeSet<>(read);
  }

  private Optional<ConfigValue> value(String key) {
    read.add(normal(key));
    return Optional.ofNullable(values.get(normal(key)));
  }

  private String scalar(String key, ConfigValue value, Kind wanted) {
    if (value.kind() == wanted || value.kind() == Kind.UNTYPED) {
      return value.text();
    }
    throw invalid(
        key,
        "must be "
            + switch (wanted) {
              case INTEGER -> "a whole number";
              case BOOLEAN -> "true or false";
              default -> "a text in quotes";
            });
  }

  private static String normal(String key) {
    return key.replace('-', '_');
  }

  @Override
  public String toString() {
    return "KmsConfig[" + section + ", " + values.keySet() + "]";
  }

  /** Collects the settings of one section. Not safe for use by several threads. */
  public static final class Builder {
    private final String section;
    private final String scheme;
    private final SortedMap<String, ConfigValue> values = new TreeMap<>();
    private @Nullable String target;
    private Path folder = Path.of("");
    private Function<String, @Nullable String> environment = System::getenv;
    private KmsClock clock = KmsClock.system();

    private Builder(String section, String scheme) {
      this.section = Objects.requireNonNull(section, "section");
      this.scheme = Objects.requireNonNull(scheme, "scheme").toLowerCase(Locale.ROOT);
    }

    /**
     * Sets what a URI has between {@code scheme:} and {@code ?}.
     *
     * @param value the target
     * @return this builder
     */
    public Builder target(String value) {
      target = value;
      return this;
    }

    /**
     * Sets the folder that relative paths are relative to; the current folder by default.
     *
     * @param value the folder of the configuration file
     * @return this builder
     */
    public Builder folder(Path value) {
      folder = value;
      return this;
    }

    /**
     * Replaces the environment variables.
     *
     * @param value returns a variable's value, or null
     * @return this builder
     */
    public Builder environment(Function<String, @Nullable String> value) {
      environment = value;
      return this;
    }

    /**
     * Replaces the clock.
     *
     * @param value the clock
     * @return this builder
     */
    public Builder clock(KmsClock value) {
      clock = value;
      return this;
    }

    /**
     * Adds a setting, replacing an earlier one of that name.
     *
     * @param key the name; tables as {@code keys.billing}
     * @param value the value, expanded
     * @return this builder
     */
    public Builder set(String key, ConfigValue value) {
      values.put(normal(key), value);
      return this;
    }

    /**
     * Adds settings as texts that may be read as any type.
     *
     * @param settings the settings
     * @return this builder
     */
    public Builder set(Map<String, String> settings) {
      settings.forEach((k, v) -> set(k, ConfigValue.scalar(Kind.UNTYPED, v, ConfigOrigin.BUILDER)));
      return this;
    }

    /**
     * Makes the configuration.
     *
     * @return the configuration
     */
    public KmsConfig build() {
      return new KmsConfig(this);
    }
  }
}
