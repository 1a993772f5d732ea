package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms create-key}. */
@Command(
    name = "create-key",
    header = "Creates the configured key in its backend.",
    description = {"A key that exists is described and never replaced. For age, use kms keygen."},
    footerHeading = "%nExamples:%n",
    footer = {"  kms create-key", "  kms create-key --section vault --key billing --json"})
final class CreateKey implements Callable<Integer> {
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  CreateKey(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      output.line(terminal, KeyFacts.of(session.client().createKey(), json));
      return Exit.OK;
    }
  }
}
