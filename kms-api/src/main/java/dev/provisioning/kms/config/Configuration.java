package dev.provisioning.kms.config;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.ConfigEntry;
import dev.provisioning.kms.spi.ConfigOrigin;
import dev.provisioning.kms.spi.ConfigValue;
import dev.provisioning.kms.spi.ConfigValue.Kind;
import dev.provisioning.kms.spi.KmsConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One configuration, whatever it was written in: which sections there are and which are used.
 * Immutable; a section's variables are looked up when it is asked for, so that only those of used
 * sections must be set.
 */
public final class Configuration {
  private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,31}");
  private static final String KIND = "backend";

  private final ConfigTree tree;
  private final Choice choice;
  private final List<String> warnings;
  private final List<RootSettings.Reference> decryptAlso;
  private final List<RootSettings.Reference> acceptUnauthenticated;
  private final @Nullable String target;
  private final Path folder;
  private final Function<String, @Nullable String> variables;

  private Configuration(
      ConfigTree tree,
      Choice choice,
      List<String> warnings,
      @Nullable String target,
      Path folder,
      Function<String, @Nullable String> variables) {
    RootSettings root = new RootSettings(tree);
    this.tree = tree;
    this.choice = choice;
    this.warnings = List.copyOf(warnings);
    this.decryptAlso = root.decryptAlso(new Interpolation(variables));
    this.acceptUnauthenticated = root.acceptUnauthenticated(new Interpolation(variables));
    this.target = target;
    this.folder = folder;
    this.variables = variables;
    checkAccepted();
  }

  /** A misspelt name here would refuse what the author believes to be accepted. */
  private void checkAccepted() {
    List<String> also = decryptAlso();
    for (RootSettings.Reference accepted : acceptUnauthenticated) {
      if (!also.contains(accepted.section()) && !tree.backends().contains(accepted.section())) {
        throw missing(accepted.section());
      }
    }
  }

  /**
   * Reads a file.
   *
   * @param file a {@code .toml} or {@code .properties} file
   * @param environment the environment that the caller picked; null to let the file pick
   * @param variables the environment variables
   * @param loader where readers of other syntaxes are looked for
   * @return the configuration
   */
  public static Configuration ofFile(
      Path file,
      @Nullable String environment,
      Function<String, @Nullable String> variables,
      ClassLoader loader) {
    ConfigFile read = ConfigFile.read(file, loader);
    ConfigTree tree = ConfigTree.of(read.entries());
    Choice choice = Choice.of(read.name(), tree, environment, variables);
    List<String> warnings = new ArrayList<>(read.warnings());
    warnings.addAll(choice.warnings());
    // A regular file has a parent: only a root has none.
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return new Configuration(tree, choice, warnings, null, folder, variables);
  }

  /**
   * Reads a URI. No <code>${}</code> is replaced: it is refused in the URI, and settings beside it
   * come from code, which has values and need not name variables.
   *
   * @param uri scheme, target and settings
   * @param settings further settings, taken literally, which win over those of the URI
   * @param variables the environment variables, for secrets such as {@code token_env}
   * @return the configuration
   */
  public static Configuration ofUri(
      String uri, Map<String, String> settings, Function<String, @Nullable String> variables) {
    KmsUri parsed = KmsUri.parse(uri);
    ConfigTree tree =
        ConfigTree.single(
            parsed.scheme(),
            ConfigOrigin.URI,
            List.of(
                untyped(parsed.settings(), ConfigOrigin.URI),
                untyped(settings, ConfigOrigin.BUILDER)));
    Choice choice = Choice.only(parsed.scheme(), ConfigOrigin.URI);
    return new Configuration(tree, choice, List.of(), parsed.target(), Path.of(""), variables);
  }

  /**
   * Reads settings with the names of a properties file.
   *
   * @param properties such as {@code kms.age.private_key_path}
   * @param environment the environment that the caller picked; null to let the settings pick
   * @param variables the environment variables
   * @return the configuration
   */
  public static Configuration ofProperties(
      Map<String, String> properties,
      @Nullable String environment,
      Function<String, @Nullable String> variables) {
    ConfigOrigin place = new ConfigOrigin("properties", 0, 0);
    List<ConfigEntry> entries = new ArrayList<>();
    new TreeMap<>(properties).forEach((k, v) -> entries.add(PropertiesSyntax.entry(k, v, place)));
    ConfigTree tree = ConfigTree.of(entries);
    Choice choice = Choice.of(place.source(), tree, environment, variables);
    return new Configuration(tree, choice, choice.warnings(), null, Path.of(""), variables);
  }

  private static SortedMap<String, ConfigValue> untyped(
      Map<String, String> settings, ConfigOrigin origin) {
    SortedMap<String, ConfigValue> values = new TreeMap<>();
    settings.forEach((k, v) -> values.put(k, ConfigValue.scalar(Kind.UNTYPED, v, origin)));
    return values;
  }

  /**
   * Returns the environment.
   *
   * @return such as {@code prod}; empty if the configuration has none
   */
  public String environment() {
    return choice.environment();
  }

  /**
   * Returns what the log should say about this configuration.
   *
   * @return one line each
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Returns the section that encrypts.
   *
   * @return its name
   */
  public String primary() {
    return choice.primary().section();
  }

  /**
   * Returns the sections that may still open old ciphertexts.
   *
   * @return their names, in the order of attempts
   */
  public List<String> decryptAlso() {
    return decryptAlso.stream().map(RootSettings.Reference::section).toList();
  }

  /**
   * Returns the sections that may decrypt although anyone can make their ciphertexts.
   *
   * @return their names
   */
  public Set<String> acceptUnauthenticated() {
    return acceptUnauthenticated.stream()
        .map(RootSettings.Reference::section)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns the backends that are configured.
   *
   * @return the names of their sections
   */
  public SortedSet<String> sections() {
    return tree.backends();
  }

  /**
   * Expands one section.
   *
   * @param name the section
   * @return its settings
   * @throws dev.provisioning.kms.KmsConfigurationException if there is no such section, or a
   *     variable in it is not set
   */
  public KmsConfig.Builder section(String name) {
    if (target == null && ConfigTree.RESERVED.contains(name)) {
      throw Misconfigured.because(
          namedBy(name).map(by -> by + ": ").orElse("")
              + name
              + " is a reserved name, never a backend");
    }
    ConfigTree.Section section = tree.find(name);
    if (section == null) {
      throw missing(name);
    }
    if (target != null) {
      KmsConfig.Builder literal = builder(section, name).target(target);
      section.settings().forEach(literal::set);
      return literal;
    }
    SortedMap<String, ConfigValue> settings = new TreeMap<>(section.settings());
    ConfigValue kind = settings.remove(KIND);
    return expanded(section, kind == null ? name : scheme(name, kind), settings);
  }

  /**
   * Returns the sections that make listeners.
   *
   * @return their names, such as {@code audit}
   */
  public SortedSet<String> listenerSections() {
    return target == null ? tree.listeners() : Collections.emptySortedSet();
  }

  /**
   * Expands a section that makes listeners.
   *
   * @param name one of {@link #listenerSections()}
   * @return its settings
   * @throws dev.provisioning.kms.KmsConfigurationException if a variable in it is not set
   */
  public KmsConfig.Builder listenerSection(String name) {
    ConfigTree.Section section = tree.section(name);
    return expanded(section, name, section.settings());
  }

  private KmsConfig.Builder expanded(
      ConfigTree.Section section, String scheme, SortedMap<String, ConfigValue> settings) {
    KmsConfig.Builder builder = builder(section, scheme);
    Interpolation used = new Interpolation(variables);
    settings.forEach(
        (key, value) -> builder.set(key, used.expand("kms." + section.name() + "." + key, value)));
    return builder;
  }

  private KmsConfig.Builder builder(ConfigTree.Section section, String scheme) {
    return KmsConfig.builder(section.name(), scheme)
        .origin(section.origin())
        .folder(folder)
        .environment(variables);
  }

  private String scheme(String section, ConfigValue kind) {
    String key = section + "." + KIND;
    String scheme = RootSettings.text(key, kind, new Interpolation(variables));
    if (!SCHEME.matcher(scheme).matches()) {
      throw Misconfigured.at(kind.origin(), "kms." + key + " must be a scheme such as \"vault\"");
    }
    return scheme;
  }

  /** Where the section is named, so that the error stands where it is to be mended. */
  private Optional<String> namedBy(String section) {
    return Stream.of(List.of(choice.primary()), decryptAlso, acceptUnauthenticated)
        .flatMap(List::stream)
        .filter(reference -> reference.section().equals(section))
        .map(reference -> reference.origin() + ": kms." + reference.setting())
        .findFirst();
  }

  private KmsException missing(String section) {
    Optional<String> by = namedBy(section);
    // The text may come from a variable: endless, with line ends, or a secret in the wrong place.
    if (!ConfigTree.isName(section)) {
      return Misconfigured.because(
          by.map(setting -> setting + " has a text that").orElse("what was asked for")
              + " is not a section name: 1 to 64 letters, digits, - and _");
    }
    SortedSet<String> present = tree.backends();
    return Misconfigured.because(
        by.map(setting -> setting + ": ").orElse("")
            + "there is no section [kms."
            + section
            + "]"
            + Spelling.hint(section, present)
            + "; there are: "
            + (present.isEmpty() ? "none" : String.join(", ", present)));
  }
}
