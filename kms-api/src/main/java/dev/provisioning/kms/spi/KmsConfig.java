package dev.provisioning.kms.spi;

import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.config.HomePath;
import dev.provisioning.kms.config.SettingName;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one section, expanded, whatever they were written in: TOML, properties, a URI or
 * a builder. Reading a setting marks it as known; {@link #unread()} is what nobody knows. In names,
 * {@code -} and {@code _} are equal, except inside a table. Safe for use by many threads.
 */
public final class KmsConfig {
  private final String section;
  private final String scheme;
  private final Optional<String> target;
  private final Path folder;
  private final Function<String, @Nullable String> environment;
  private final KmsClock clock;
  private final Settings settings;

  private KmsConfig(Builder b) {
    section = b.section;
    scheme = b.scheme;
    target = Optional.ofNullable(b.target);
    folder = b.folder;
    environment = b.environment;
    clock = b.clock;
    settings = new Settings(b.section, b.origin, b.values);
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
    return settings.value(key).map(v -> settings.scalar(key, v, Kind.TEXT));
  }

  /**
   * Reads a text that must be there.
   *
   * @param key the setting
   * @return its value
   */
  public String require(String key) {
    return text(key).orElseThrow(() -> settings.missing(key));
  }

  /**
   * Reads an address of a server. Only as a whole may it come from the environment, so that a file
   * cannot send a token to a host made up of parts.
   *
   * @param key the setting
   * @return its value, if it is set
   */
  public Optional<String> address(String key) {
    Optional<ConfigValue> value = settings.value(key);
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
    return settings.flag(key, otherwise);
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
    return settings.integer(key, otherwise, least, most);
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
    return settings.duration(key, otherwise);
  }

  /**
   * Reads a list of texts; in properties and URIs, one text with commas.
   *
   * @param key the setting
   * @return its items, empty if it is not set
   */
  public List<String> list(String key) {
    return settings.list(key);
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
    if (text.isEmpty()) {
      throw invalid(key, "is empty");
    }
    // "C:\temp" is valid TOML, with a tab in it.
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw invalid(
          key, "has a control character; a path with backslashes stands in '…' or doubles them");
    }
    try {
      return folder.resolve(HomePath.expand(text, environment));
    } catch (InvalidPathException e) {
      throw invalid(key, "is not a path");
    } catch (KmsException e) {
      throw invalid(key, "is not a path: " + e.getMessage());
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
    return SecretSetting.read(key, settings, this);
  }

  /**
   * Reads a table of texts, such as {@code [kms.vault.keys]}.
   *
   * @param key the table
   * @return its settings by name, sorted
   */
  public SortedMap<String, String> table(String key) {
    return settings.table(key);
  }

  /**
   * Makes the exception for a bad setting; it names place and key and never the value. The place of
   * a setting that is absent is its section.
   *
   * @param key the setting
   * @param why what is wrong, such as "must be a URL"
   * @return the exception to throw
   */
  public KmsException invalid(String key, String why) {
    return settings.invalid(key, why);
  }

  /**
   * Returns the settings that nobody has read.
   *
   * @return their names, sorted
   */
  public SortedSet<String> unread() {
    return settings.unread();
  }

  /**
   * Returns the names that have been asked for, set or not: what this section understands.
   *
   * @return the names, sorted
   */
  public SortedSet<String> known() {
    return settings.known();
  }

  @Override
  public String toString() {
    return "KmsConfig[" + section + ", " + settings.names() + "]";
  }

  /** Collects the settings of one section. Not safe for use by several threads. */
  public static final class Builder {
    private final String section;
    private final String scheme;
    private final SortedMap<String, ConfigValue> values = new TreeMap<>();
    private @Nullable String target;
    private @Nullable ConfigOrigin origin;
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
     * Sets where the section begins, which errors about absent settings name; without it they name
     * the section alone.
     *
     * @param value such as the place of its header
     * @return this builder
     */
    public Builder origin(ConfigOrigin value) {
      origin = value;
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
      values.put(SettingName.normal(key), value);
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
