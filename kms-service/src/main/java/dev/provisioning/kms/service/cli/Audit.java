package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.io.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kms audit}. */
@Command(
    name = "audit",
    header = "Verifies audit files.",
    description = {"Audit files are written with [kms.audit] in the configuration."},
    footerHeading = "%nExamples:%n",
    footer = {"  kms audit verify audit.jsonl", "  kms audit verify --help"})
final class Audit implements Runnable {
  @Spec private CommandSpec spec;

  private Audit() {}

  /** The command with its own commands, which need a terminal. */
  static CommandLine with(Terminal terminal) {
    CommandLine verify = new CommandLine(new AuditVerify(terminal));
    verify.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    return new CommandLine(new Audit()).addSubcommand(verify);
  }

  @Override
  public void run() {
    CommandLine self = spec.commandLine();
    self.usage(self.getOut(), self.getColorScheme());
  }
}
