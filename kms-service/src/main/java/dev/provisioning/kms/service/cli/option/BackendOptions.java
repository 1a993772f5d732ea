package dev.provisioning.kms.service.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which backend and which key. */
public final class BackendOptions {
  @Mixin private final SourceOptions source = new SourceOptions();

  @Option(
      names = "--section",
      paramLabel = "NAME",
      description = {"Another backend of the configuration,", "as in [kms.NAME]."})
  private @Nullable String section;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Another allowed key: its logical name, or the backend's id.")
  private @Nullable String key;

  /** Made by the command. */
  public BackendOptions() {}

  /**
   * Returns where the configuration comes from.
   *
   * @return the options
   */
  public SourceOptions source() {
    return source;
  }

  /**
   * Returns the section that was named.
   *
   * @return the section, or null for the one that the environment picks
   */
  public @Nullable String section() {
    return section;
  }

  /**
   * Returns the key that was named.
   *
   * @return the key, or null for the default key
   */
  public @Nullable String key() {
    return key;
  }
}
