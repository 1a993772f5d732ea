package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms rewrap}. */
@Command(
    name = "rewrap",
    header = "Moves a ciphertext to the newest version of the key.",
    description = {
      "Takes a ciphertext from standard input and writes the new one. Plaintext and",
      "context stay, and the old ciphertext still decrypts."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms rewrap --context env=prod < old.kms > new.kms",
      "  kms rewrap --key billing --output new.kms < old.kms"
    })
final class Rewrap implements Callable<Integer> {
  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Rewrap(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      Ciphertext moved = session.client().rewrap(CiphertextInput.read(terminal), bound);
      output.line(terminal, CiphertextOutput.of(moved, json));
      return Exit.OK;
    }
  }
}
