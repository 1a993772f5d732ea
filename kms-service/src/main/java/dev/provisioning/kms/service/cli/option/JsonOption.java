package dev.provisioning.kms.service.cli.option;

import picocli.CommandLine.Option;

/** Results for programs. */
public final class JsonOption {
  @Option(names = "--json", description = "Write the result as one line of JSON.")
  private boolean json;

  /** Made by the command. */
  public JsonOption() {}

  /**
   * Tells whether the result is JSON.
   *
   * @return true with {@code --json}
   */
  public boolean isOn() {
    return json;
  }
}
