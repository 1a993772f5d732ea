package dev.provisioning.kms.service.cli.source;

import dev.provisioning.kms.config.HomePath;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the configuration: {@code --uri} or {@code --config}, then {@code KMS_CONFIG}, then the
 * user's own file, then the user's own key. Never the current folder: a repository that somebody
 * cloned must not redirect secrets.
 */
public final class ConfigurationSearch {
  private static final String OWN_FILE = "~/.config/provisioning/kms.toml";
  private static final String IN_FOLDER = "kms.toml";

  private final Terminal terminal;

  /**
   * Searches in an environment.
   *
   * @param terminal the environment
   */
  public ConfigurationSearch(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Finds the configuration.
   *
   * @param options what the command line says
   * @return where it is; {@link Source.OwnKey} although there may be no key
   */
  public Source find(SourceOptions options) {
    @Nullable Path config = options.config();
    @Nullable String uri = options.uri();
    if (uri != null) {
      if (config != null) {
        throw Refusal.usage("give --config or --uri, not both");
      }
      return new Source.Uri(uri);
    }
    if (config != null) {
      return new Source.File(config);
    }
    @Nullable String variable = terminal.variables().apply("KMS_CONFIG");
    if (variable != null && !variable.isEmpty()) {
      return new Source.File(Path.of(HomePath.expand(variable, terminal.variables())));
    }
    Path own = Path.of(HomePath.expand(OWN_FILE, terminal.variables()));
    return Files.exists(own)
        ? new Source.File(own)
        : new Source.OwnKey(DefaultKey.of(terminal.variables()));
  }

  /**
   * Returns what to say about a file that somebody may expect to be used.
   *
   * @return a hint if the current folder has a configuration
   */
  public Optional<String> hint() {
    return Files.exists(terminal.folder().resolve(IN_FOLDER))
        ? Optional.of("kms.toml in this folder is not used; to use it: --config kms.toml")
        : Optional.empty();
  }
}
