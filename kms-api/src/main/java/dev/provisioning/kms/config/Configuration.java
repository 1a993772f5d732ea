package dev.provisioning.kms.config;

import dev.provisioning.kms.spi.KmsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One configuration, whatever it was written in: which sections there are and which are used. */
public final class Configuration {
  private Configuration() {}

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
    return new Configuration();
  }

  /**
   * Reads a URI.
   *
   * @param uri scheme, target and settings
   * @param settings further settings, which win over those of the URI
   * @param variables the environment variables
   * @return the configuration
   */
  public static Configuration ofUri(
      String uri, Map<String, String> settings, Function<String, @Nullable String> variables) {
    return new Configuration();
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
    return new Configuration();
  }

  /**
   * Returns the environment.
   *
   * @return such as {@code prod}; empty if the configuration has none
   */
  public String environment() {
    return "";
  }

  /**
   * Returns what the log should say about this configuration.
   *
   * @return one line each
   */
  public List<String> warnings() {
    return List.of();
  }

  /**
   * Returns the section that encrypts.
   *
   * @return its name
   */
  public String primary() {
    return "";
  }

  /**
   * Returns the sections that may still open old ciphertexts.
   *
   * @return their names, in the order of attempts
   */
  public List<String> decryptAlso() {
    return List.of();
  }

  /**
   * Returns the sections that may decrypt although anyone can make their ciphertexts.
   *
   * @return their names
   */
  public Set<String> acceptUnauthenticated() {
    return Set.of();
  }

  /**
   * Returns the backends that are configured.
   *
   * @return the names of their sections
   */
  public SortedSet<String> sections() {
    return new TreeSet<>();
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
    return KmsConfig.builder(name, name);
  }
}
