package dev.provisioning.kms.service.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which backend and which key. */
public final class BackendOptions {
  @Mixin private final SectionOptions section = new SectionOptions();

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Another allowed key: its logical name, or the backend's id.")
  private @Nullable String key;

  /** Made by the command. */
  public BackendOptions() {}

  /**
   * Returns which backend.
   *
   * @return the options
   */
  public SectionOptions section() {
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
