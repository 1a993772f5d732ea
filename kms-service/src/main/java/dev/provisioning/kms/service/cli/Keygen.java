package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.age.AgeKeyFile;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.source.DefaultKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms keygen}. */
@Command(
    name = "keygen",
    header = "Makes an age key for this machine.",
    description = {
      "Writes a private key file that only you can read, and a public key file beside",
      "it. Nothing is ever overwritten. Whoever has the private key file can decrypt;",
      "without it nobody can: keep a copy."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  kms keygen", "  kms keygen --output /run/secrets/etl.key"})
final class Keygen implements Callable<Integer> {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = {
        "Private key file; the public key goes to",
        "the same name with .pub added. Default:",
        "~/.config/provisioning/age/private_key.txt,",
        "with public_key.txt beside it."
      })
  private @Nullable Path output;

  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Keygen(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    DefaultKey files =
        output == null
            ? DefaultKey.of(terminal.variables())
            : new DefaultKey(output, Path.of(output + ".pub"));
    String recipient = AgeKeyFile.create(files.privateKey(), files.publicKey()).toString();
    Facts facts =
        new Facts()
            .add("private_key_path", files.privateKey().toString())
            .add("public_key_path", files.publicKey().toString())
            .add("public_key", recipient);
    String text = (json.isOn() ? facts.json() : facts.text()) + "\n";
    terminal.out().write(text.getBytes(StandardCharsets.UTF_8));
    return Exit.OK;
  }
}
