package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.AgeEncryption;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.file.AgeBackends;
import dev.provisioning.kms.service.cli.file.FileJob;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.SectionOptions;
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
      "The result is an age file, which every age program opens with the same key. It",
      "appears complete or not at all, and only its owner can read it. FILE stays."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms encrypt-file backup.tar",
      "  kms encrypt-file --context env=prod --armor --output mail.txt note.txt"
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

  @Option(names = "--armor", description = "Write text, a third larger, instead of bytes.")
  private boolean armor;

  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final SectionOptions backend = new SectionOptions();

  private final Terminal terminal;

  EncryptFile(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    AgeBackends age = new AgeBackends();
    Path target = output == null ? Path.of(file + EXTENSION) : output;
    try (Session session = Session.open(terminal, backend, FirstKey.MAY_BE_MADE, age)) {
      AgeEncryption encryption =
          age.of(session).fileEncryption(bound).armored(armor).threads(FileJob.threads());
      new FileJob(file, target, force).run(terminal, encryption::encrypt);
      return Exit.OK;
    }
  }
}
