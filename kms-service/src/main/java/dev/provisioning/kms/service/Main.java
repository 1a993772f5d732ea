package dev.provisioning.kms.service;

import dev.provisioning.kms.service.cli.CommandTree;
import dev.provisioning.kms.service.cli.io.Terminal;

/** The {@code kms} program. */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    System.exit(CommandTree.run(Terminal.system(), args));
  }
}
