package dev.provisioning.kms.service.cli.option;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration comes from. */
public final class SourceOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Configuration file. Default: $KMS_CONFIG, then",
        "~/.config/provisioning/kms.toml, then the age",
        "key of kms keygen."
      })
  private @Nullable Path config;

  @Option(
      names = "--uri",
      paramLabel = "URI",
      description = {"One backend instead of a configuration,", "such as age:~/key.txt."})
  private @Nullable String uri;

  /** Made by the command. */
  public SourceOptions() {}

  /**
   * Returns the file that was named.
   *
   * @return the file, or null
   */
  public @Nullable Path config() {
    return config;
  }

  /**
   * Returns the URI that was given.
   *
   * @return the URI, or null
   */
  public @Nullable String uri() {
    return uri;
  }
}
