package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.AgeKms;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.file.AgeBackends;
import dev.provisioning.kms.service.cli.file.FileJob;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms decrypt-file}. */
@Command(
    name = "decrypt-file",
    header = "Decrypts FILE.enc to FILE.",
    description = {
      "Takes envelopes, age files (binary or armored) and ciphertexts of kms encrypt.",
      "Everything is verified before the new file appears, and only its owner can",
      "read it. The context must be the one that the file was encrypted with."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms decrypt-file backup.tar.enc",
      "  kms decrypt-file --context env=prod --output note.txt mail.txt"
    })
final class DecryptFile implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.enc", description = "The file to decrypt.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "TARGET",
      description = "Another name than FILE without .enc.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace the target if it exists.")
  private boolean force;

  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final BackendOptions backend = new BackendOptions();

  private final Terminal terminal;

  DecryptFile(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    AgeBackends age = new AgeBackends();
    FileJob job = new FileJob(file, target(), force);
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST, age)) {
      job.run(
          terminal,
          (in, out) -> {
            SealedInput sealed = SealedInput.of(in);
            if (sealed.isAgeFile()) {
              decrypt(age.of(session, "an age file"), sealed, out, bound);
            } else {
              open(new Opening(session.client(), bound), sealed, out);
            }
          });
      return Exit.OK;
    }
  }

  private void open(Opening opening, SealedInput sealed, OutputStream out) throws IOException {
    try {
      opening.open(sealed, out);
    } catch (InvalidCiphertextException e) {
      throw Refusal.invalidCiphertext(file + ": " + e.getMessage());
    }
  }

  private void decrypt(AgeKms age, SealedInput sealed, OutputStream out, EncryptionContext bound)
      throws IOException {
    if (backend.key() != null) {
      throw Refusal.usage("--key goes with an envelope, and " + file + " is an age file");
    }
    try {
      age.fileDecryption(bound).threads(FileJob.threads()).decrypt(sealed.in(), out);
    } catch (AgeException e) {
      String given = " (context keys given: " + bound.keys() + ")";
      boolean aboutContext = e.failure() == AgeException.Failure.CONTEXT;
      throw Refusal.invalidCiphertext(file + ": " + e.getMessage() + (aboutContext ? given : ""));
    }
  }

  private Path target() {
    if (output != null) {
      return output;
    }
    String name = file.toString();
    int end = name.length() - EncryptFile.EXTENSION.length();
    if (end < 1 || !name.endsWith(EncryptFile.EXTENSION) || name.charAt(end - 1) == '/') {
      throw Refusal.usage(file + ": does not end in .enc; name the target: --output TARGET");
    }
    return Path.of(name.substring(0, end));
  }
}
