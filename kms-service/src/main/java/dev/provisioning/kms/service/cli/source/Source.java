package dev.provisioning.kms.service.cli.source;

import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.config.Configuration;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the configuration of a command comes from. */
public sealed interface Source {
  /**
   * Returns what {@code kms status} shows.
   *
   * @return the file's name, or what stands in for a file
   */
  String shown();

  /**
   * Adds this source to an opening.
   *
   * @param builder the opening
   * @return the same opening
   */
  KmsBuilder addTo(KmsBuilder builder);

  /**
   * Reads the configuration without opening a backend.
   *
   * @param variables the environment variables
   * @return the configuration
   */
  Configuration read(Function<String, @Nullable String> variables);

  /**
   * A configuration file.
   *
   * @param file the file
   */
  record File(Path file) implements Source {
    @Override
    public String shown() {
      return file.toString();
    }

    @Override
    public KmsBuilder addTo(KmsBuilder builder) {
      return builder.config(file);
    }

    @Override
    public Configuration read(Function<String, @Nullable String> variables) {
      ClassLoader loader = Objects.requireNonNull(Kms.class.getClassLoader());
      return Configuration.ofFile(file, null, variables, loader);
    }
  }

  /**
   * One backend.
   *
   * @param uri its URI
   */
  record Uri(String uri) implements Source {
    @Override
    public String shown() {
      return "(--uri)";
    }

    @Override
    public KmsBuilder addTo(KmsBuilder builder) {
      return builder.uri(uri);
    }

    @Override
    public Configuration read(Function<String, @Nullable String> variables) {
      return Configuration.ofUri(uri, Map.of(), variables);
    }
  }

  /**
   * No configuration at all: the age key of {@code kms keygen}.
   *
   * @param key the key's files
   */
  record OwnKey(DefaultKey key) implements Source {
    @Override
    public String shown() {
      return "(none; the age key of kms keygen)";
    }

    @Override
    public KmsBuilder addTo(KmsBuilder builder) {
      return builder.properties(key.properties());
    }

    @Override
    public Configuration read(Function<String, @Nullable String> variables) {
      return Configuration.ofProperties(key.properties(), null, variables);
    }
  }
}
