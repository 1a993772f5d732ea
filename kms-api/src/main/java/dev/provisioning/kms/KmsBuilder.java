package dev.provisioning.kms;

import dev.provisioning.kms.config.Configuration;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how {@link Kms} is opened: one of {@link #uri}, {@link #config} and {@link #properties}, or
 * objects by {@link #backend}. Not safe for use by several threads.
 */
public final class KmsBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(Kms.class);

  private final Map<String, KmsBackend> backends = new LinkedHashMap<>();
  private final List<KmsProvider> providers = new ArrayList<>();
  private final List<KmsListener> listeners = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<String> decryptAlso = new ArrayList<>();
  private final List<String> accepted = new ArrayList<>();
  private boolean used;
  private @Nullable String uri;
  private @Nullable Path file;
  private @Nullable String environment;
  private @Nullable String required;
  private @Nullable List<String> allowed;
  private ClassLoader loader = loaderOf(Kms.class);
  private Function<String, @Nullable String> variables = System::getenv;
  private KmsClock clock = KmsClock.system();

  KmsBuilder() {}

  private static ClassLoader loaderOf(Class<?> type) {
    ClassLoader own = type.getClassLoader();
    return own == null ? ClassLoader.getSystemClassLoader() : own;
  }

  /**
   * Opens one backend by URI.
   *
   * @param value such as {@code age:~/.config/kms/key.txt}
   * @return this builder
   */
  public KmsBuilder uri(String value) {
    uri = Objects.requireNonNull(value, "uri");
    return this;
  }

  /**
   * Opens a configuration file.
   *
   * @param value a {@code .toml} or {@code .properties} file
   * @return this builder
   */
  public KmsBuilder config(Path value) {
    file = Objects.requireNonNull(value, "config");
    return this;
  }

  /**
   * Adds settings: with {@link #uri} those of its backend, by plain names, to the letter and
   * winning over the URI; on their own a whole configuration, with the names of a properties file
   * and its {@code ${}}.
   *
   * @param values such as {@code key_name=app}, or {@code kms.environment=dev}
   * @return this builder
   */
  public KmsBuilder properties(Map<String, String> values) {
    properties.putAll(values);
    return this;
  }

  /**
   * Replaces the environment variables that {@code ${}} and credential chains see.
   *
   * @param value returns a variable's value, or null
   * @return this builder
   */
  public KmsBuilder variables(Function<String, @Nullable String> value) {
    variables = Objects.requireNonNull(value, "variables");
    return this;
  }

  /**
   * Picks the environment, whatever the file says.
   *
   * @param name such as {@code prod}, which picks {@code prod_backend}
   * @return this builder
   */
  public KmsBuilder environment(String name) {
    environment = Objects.requireNonNull(name, "environment");
    return this;
  }

  /**
   * Refuses to open in another environment, so that production never runs on a development key.
   *
   * @param name such as {@code prod}
   * @return this builder
   */
  public KmsBuilder requireEnvironment(String name) {
    required = Objects.requireNonNull(name, "environment");
    return this;
  }

  /**
   * Adds a provider without the service loader; it wins over a found one of its scheme.
   *
   * @param provider the provider
   * @return this builder
   */
  public KmsBuilder provider(KmsProvider provider) {
    providers.add(Objects.requireNonNull(provider, "provider"));
    return this;
  }

  /**
   * Adds an opened backend as a section; it wins over the file's section of that name. Without a
   * file, the first one is the primary.
   *
   * @param section the section's name
   * @param backend the backend; closed with {@link Kms}
   * @return this builder
   */
  public KmsBuilder backend(String section, KmsBackend backend) {
    Objects.requireNonNull(backend, "backend");
    if (backends.putIfAbsent(Objects.requireNonNull(section, "section"), backend) != null) {
      throw new IllegalArgumentException("a backend has this section already: " + section);
    }
    return this;
  }

  /**
   * Lets further sections open what they have made, after those of {@code decrypt_also} in the
   * file: {@link #backend} objects too, which need no file.
   *
   * @param sections their names, in the order of attempts
   * @return this builder
   */
  public KmsBuilder decryptAlso(String... sections) {
    decryptAlso.addAll(List.of(sections));
    return this;
  }

  /**
   * Lets sections of {@link #decryptAlso} open ciphertexts although anybody can make them, as for
   * an age recipient, while those of the primary prove that their writer held a credential. Adds to
   * {@code accept_unauthenticated} in the file.
   *
   * @param sections their names
   * @return this builder
   */
  public KmsBuilder acceptUnauthenticated(String... sections) {
    accepted.addAll(List.of(sections));
    return this;
  }

  /**
   * Looks for providers elsewhere than in the class loader of this library.
   *
   * @param value the class loader
   * @return this builder
   */
  public KmsBuilder classLoader(ClassLoader value) {
    loader = Objects.requireNonNull(value, "classLoader");
    return this;
  }

  /**
   * Accepts found providers of these classes only: whoever can add a jar cannot add a backend.
   *
   * @param classNames full class names
   * @return this builder
   */
  public KmsBuilder allowProviders(String... classNames) {
    allowed = List.of(classNames);
    return this;
  }

  /**
   * Adds a listener, called after those added before.
   *
   * @param listener hears of every operation
   * @return this builder
   */
  public KmsBuilder listener(KmsListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Replaces the clock.
   *
   * @param value the clock
   * @return this builder
   */
  public KmsBuilder clock(KmsClock value) {
    clock = Objects.requireNonNull(value, "clock");
    return this;
  }

  /**
   * Opens the configuration, without touching the network. Backends given as objects belong to the
   * result; they are closed if this fails.
   *
   * @return the opened configuration, which the caller closes
   * @throws KmsConfigurationException if anything in it is wrong
   * @throws IllegalStateException if this builder was used before
   */
  public Kms connect() {
    if (used) {
      throw new IllegalStateException(
          "a builder opens once: its backends belong to what it opened");
    }
    used = true;
    Calls calls = new Calls(new Listeners(listeners), clock);
    Opener opener = new Opener(loader, List.copyOf(providers), allowed, clock);
    Routes routes = new Routes(List.copyOf(decryptAlso), List.copyOf(accepted));
    return Connections.open(this::configuration, backends, routes, opener, calls);
  }

  private @Nullable Configuration configuration() {
    @Nullable Configuration configuration = read();
    if (configuration == null && backends.isEmpty()) {
      throw configuration("nothing to open: give a URI, a file, properties or a backend");
    }
    if (environment != null && (configuration == null || uri != null)) {
      throw configuration("an environment picks among the sections of a file or of properties");
    }
    if (uri != null && !backends.isEmpty()) {
      throw configuration("give a URI or backends, not both");
    }
    String name = configuration == null ? "" : configuration.environment();
    if (required != null && !required.equals(name)) {
      throw configuration(
          "the environment is " + quoted(name) + " and must be " + quoted(required));
    }
    if (configuration != null) {
      configuration.warnings().forEach(LOG::warn);
    }
    return configuration;
  }

  private @Nullable Configuration read() {
    if (uri != null && file != null) {
      throw configuration("give a URI or a file, not both");
    }
    if (uri != null) {
      return Configuration.ofUri(uri, properties, variables);
    }
    if (file != null) {
      if (!properties.isEmpty()) {
        throw configuration("properties go with a URI or stand alone, not with a file");
      }
      return Configuration.ofFile(file, environment, variables, loader);
    }
    return properties.isEmpty()
        ? null
        : Configuration.ofProperties(properties, environment, variables);
  }

  private static String quoted(String name) {
    return name.isEmpty() ? "not set" : '"' + name + '"';
  }

  private static KmsException configuration(String message) {
    return KmsException.of(ErrorCode.CONFIGURATION, message);
  }
}
