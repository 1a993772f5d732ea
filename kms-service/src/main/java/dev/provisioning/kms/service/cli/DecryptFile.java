package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.age.AgeDecryption;
import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
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

/** {@code kms decrypt-file}. */
@Command(
    name = "decrypt-file",
    header = "Decrypts FILE.enc to FILE.",
    description = {
      "Everything is verified before the new file appears, and only its owner can read",
      "it. The context must be the one of kms encrypt-file."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms decrypt-file backup.tar.enc",
      "  kms decrypt-file --context env=prod --output note.txt mail.txt"
    })
final class DecryptFile implements Callable<Integer> {
  @Parameters(paramLabel = "FILE.enc", description = "The file to decrypt, binary or armored.")
  private Path file = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "TARGET",
      description = "Another name than FILE without .enc.")
  private @Nullable Path output;

  @Option(names = "--force", description = "Replace the target if it exists.")
  private boolean force;

  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final SectionOptions backend = new SectionOptions();

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
      AgeDecryption decryption = age.of(session).fileDecryption(bound).threads(FileJob.threads());
      job.run(terminal, decryption::decrypt);
      return Exit.OK;
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
