package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.age.AgeEncryption;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
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
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms encrypt-file}. */
@Command(
    name = "encrypt-file",
    header = "Encrypts a file of any size to FILE.enc.",
    description = {
      "The result is an envelope: a fresh key encrypts the file, and the backend",
      "wraps that key. It appears complete or not at all, and only its owner can read",
      "it. FILE stays. With --native it is an age file, which every age program opens",
      "with the same key."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms encrypt-file backup.tar",
      "  kms encrypt-file --context env=prod --key billing --output b.kms backup.tar",
      "  kms encrypt-file --armor --output mail.txt note.txt"
    })
final class EncryptFile implements Callable<Integer> {
  static final String EXTENSION = ".enc";

  @Parameters(paramLabel = "FILE", description = "The file to encrypt.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "TARGET",
      description = "Another name than FILE.enc.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace the target if it exists.")
  private boolean force;

  @Option(
      names = "--native",
      description = "Write the backend's own format: an age file. Others have none.")
  private boolean inFormatOfBackend;

  @Option(
      names = "--armor",
      description = "Write the age file as text, a third larger; implies --native.")
  private boolean armor;

  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final BackendOptions backend = new BackendOptions();

  private final Terminal terminal;

  EncryptFile(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    boolean nativeForm = inFormatOfBackend || armor;
    if (nativeForm && backend.key() != null) {
      throw Refusal.usage("--key goes with an envelope, and not with --native or --armor");
    }
    AgeBackends age = new AgeBackends();
    Path target = output == null ? Path.of(file + EXTENSION) : output;
    FileJob job = new FileJob(file, target, force);
    try (Session session = Session.open(terminal, backend, FirstKey.MAY_BE_MADE, age)) {
      if (nativeForm) {
        AgeEncryption encryption =
            age.of(session, "--native")
                .fileEncryption(bound)
                .armored(armor)
                .threads(FileJob.threads());
        job.run(terminal, encryption::encrypt);
      } else {
        seal(session.client(), bound, job);
      }
      return Exit.OK;
    }
  }

  private void seal(KmsClient client, EncryptionContext bound, FileJob job) throws IOException {
    try (Envelope envelope = Envelope.builder(client).threads(FileJob.threads()).build()) {
      job.run(terminal, (in, out) -> envelope.seal(in, out, bound, EnvelopeForm.FILE));
    }
  }
}
