package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.InputFile;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kms inspect}. */
@Command(
    name = "inspect",
    header = "Tells what an encrypted text or file is, without a key.",
    description = {
      "Knows the ciphertexts of kms encrypt and kms generate-key, envelopes, age",
      "files, and what Vault itself answers. Needs no configuration and no network.",
      "Nothing that it shows is authenticated."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  kms inspect < password.kms", "  kms inspect backup.tar.enc --json"})
final class Inspect implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "What to inspect. Default: standard input.")
  private @Nullable Path file;

  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Inspect(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    Facts facts = file == null ? Inspection.of(terminal.in()) : ofFile(file);
    output.line(terminal, json.isOn() ? facts.json() : facts.text());
    return Exit.OK;
  }

  private static Facts ofFile(Path file) throws IOException {
    try (InputStream in = InputFile.open(file)) {
      return Inspection.of(in);
    }
  }
}
