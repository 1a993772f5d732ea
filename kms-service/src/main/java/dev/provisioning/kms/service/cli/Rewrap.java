package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.InputFile;
import dev.provisioning.kms.service.cli.io.Limited;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kms rewrap}. */
@Command(
    name = "rewrap",
    header = "Moves a ciphertext to the newest version of the key.",
    description = {
      "Takes a ciphertext of kms encrypt from standard input and writes the new one.",
      "Of FILE, an envelope of kms encrypt-file, it replaces the header in place, in",
      "the same time whatever its size. Plaintext and context stay. Copies of the old",
      "ciphertext or header still decrypt."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms rewrap --context env=prod < old.kms > new.kms",
      "  kms rewrap --key billing --output new.kms < old.kms",
      "  kms rewrap --context env=prod backup.tar.enc"
    })
final class Rewrap implements Callable<Integer> {
  /** What is rewrapped in memory. */
  private static final int MOST_ENVELOPE = 64 * 1024 * 1024;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "An envelope to change. Default: standard input to standard output.")
  private @Nullable Path file;

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
    if (file != null) {
      output.refuse("FILE itself is changed; --output and --force go with standard input");
    }
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      KmsClient client = session.client();
      if (file == null) {
        rewrap(client, SealedInput.of(terminal), bound);
      } else {
        Facts facts = changed(client, file, bound);
        output.line(terminal, json.isOn() ? facts.json() : facts.text());
      }
      return Exit.OK;
    }
  }

  private void rewrap(KmsClient client, SealedInput sealed, EncryptionContext bound)
      throws IOException {
    if (!sealed.isEnvelope()) {
      output.line(terminal, CiphertextOutput.of(client.rewrap(sealed.ciphertext(), bound), json));
      return;
    }
    byte[] old =
        Limited.read(
            sealed.envelope(),
            MOST_ENVELOPE,
            Refusal.unsupported(
                "an envelope of more than 64 MiB is rewrapped as a file only; use: kms rewrap FILE"));
    try (Envelope envelope = Envelope.of(client)) {
      byte[] moved = envelope.rewrap(old, bound);
      if (sealed.form() == Form.ENVELOPE && !json.isOn()) {
        output.write(terminal, out -> out.write(moved));
      } else {
        output.line(terminal, CiphertextOutput.ofEnvelope(moved, json));
      }
    }
  }

  private static Facts changed(KmsClient client, Path file, EncryptionContext bound)
      throws IOException {
    requireEnvelope(file);
    try (Envelope envelope = Envelope.of(client)) {
      String how = envelope.rewrap(file, bound).name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return new Facts().add("file", file.toString()).add("rewrapped", how);
    } catch (InvalidCiphertextException e) {
      throw Refusal.invalidCiphertext(file + ": " + e.getMessage());
    }
  }

  private static void requireEnvelope(Path file) throws IOException {
    try (InputStream in = InputFile.open(file)) {
      if (SealedInput.of(in).form() != Form.ENVELOPE) {
        throw Refusal.invalidCiphertext(
            file + ": is no envelope of kms encrypt-file; texts go through standard input");
      }
    }
  }
}
