package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kms encrypt}. */
@Command(
    name = "encrypt",
    header = "Encrypts standard input.",
    description = {
      "Takes at most 4096 bytes, unless the configuration says otherwise, and keeps them",
      "exactly. At a terminal it asks for one line, which it does not show. The",
      "ciphertext is one line of text."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  printf %%s \"$PASSWORD\" | kms encrypt --context env=prod,service=api > pw.kms",
      "  kms encrypt --section archive --key billing < note.txt",
      "  kms encrypt --json < key.pem"
    })
final class Encrypt implements Callable<Integer> {
  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  private final Terminal terminal;

  Encrypt(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    try (Session session = Session.open(terminal, backend, FirstKey.MAY_BE_MADE)) {
      byte[] plaintext = Plaintext.read(terminal);
      try {
        output.line(
            terminal, CiphertextOutput.of(session.client().encrypt(plaintext, bound), json));
        return Exit.OK;
      } catch (KmsException e) {
        throw e.code() == ErrorCode.TOO_LARGE ? tooLarge(plaintext.length) : e;
      } finally {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
  }

  private static Refusal tooLarge(int bytes) {
    return Refusal.unsupported(
        bytes + " bytes are more than kms encrypt takes; use: kms encrypt-file FILE");
  }
}
