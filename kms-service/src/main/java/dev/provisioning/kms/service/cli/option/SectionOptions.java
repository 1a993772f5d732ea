package dev.provisioning.kms.service.cli.option;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which backend. */
public final class SectionOptions {
  @Mixin private final SourceOptions source = new SourceOptions();

  @Option(
      names = "--section",
      paramLabel = "NAME",
      description = {"Another backend of the configuration,", "as in [kms.NAME]."})
  private @Nullable String section;

  /** Made by the command. */
  public SectionOptions() {}

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
}
