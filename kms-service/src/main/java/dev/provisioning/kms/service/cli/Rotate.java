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

/** {@code kms rotate}. */
@Command(
    name = "rotate",
    header = "Adds a new version to the configured key.",
    description = {
      "The new version encrypts from now on. What older versions encrypted still",
      "decrypts; kms rewrap moves it to the new one."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  kms rotate", "  kms rotate --section vault --key billing --json"})
final class Rotate implements Callable<Integer> {
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Rotate(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      output.line(terminal, KeyFacts.of(session.client().rotateKey(), json));
      return Exit.OK;
    }
  }
}
