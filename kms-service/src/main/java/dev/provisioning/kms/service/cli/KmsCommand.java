package dev.provisioning.kms.service.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code kms} alone: shows the help. */
@Command(
    name = "kms",
    versionProvider = Version.class,
    header = "Encrypts and decrypts with somebody else's keys: age files, or a key server.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms keygen",
      "  printf %%s \"$PASSWORD\" | kms encrypt --context env=prod > password.kms",
      "  kms decrypt --context env=prod < password.kms",
      "  kms encrypt-file backup.tar",
      "",
      "Input comes from standard input, results go to standard output, one line about",
      "an error to standard error. Exit codes: 0 done, 1 defect, 2 usage or files,",
      "3 configuration, 4 key, 5 denied, 6 invalid ciphertext, 7 unsupported or too",
      "large, 8 try again later, 130 interrupted."
    })
// picocli itself acts upon --help and --version, and a command needs their fields all the same.
@SuppressWarnings("UnusedVariable")
final class KmsCommand implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public void run() {
    CommandLine self = spec.commandLine();
    self.usage(self.getOut(), self.getColorScheme());
  }
}
