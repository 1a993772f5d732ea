package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.file.FileJob;
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

/** {@code kms encrypt}. */
@Command(
    name = "encrypt",
    header = "Encrypts standard input.",
    description = {
      "Takes any number of bytes and keeps them exactly. At a terminal it asks for",
      "one line, which it does not show. The ciphertext is one line of text: kms1...",
      "of the backend itself, or kmse1..., an envelope, if there is more than that",
      "takes (4096 bytes, unless the configuration says otherwise)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  printf %%s \"$PASSWORD\" | kms encrypt --context env=prod,service=api > pw.kms",
      "  kms encrypt --section archive --key billing < note.txt",
      "  tar c docs | kms encrypt > docs.kms",
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
      try (Plaintext plaintext = Plaintext.read(terminal)) {
        if (!plaintext.mayBeDirect() || !encrypted(session.client(), plaintext, bound)) {
          seal(session.client(), plaintext, bound);
        }
      }
      return Exit.OK;
    }
  }

  /** Returns false if it is too large for the backend. */
  private boolean encrypted(KmsClient client, Plaintext plaintext, EncryptionContext bound)
      throws IOException {
    Ciphertext ciphertext;
    try {
      ciphertext = client.encrypt(plaintext.bytes(), bound);
    } catch (KmsException e) {
      if (e.code() == ErrorCode.TOO_LARGE) {
        return false;
      }
      throw e;
    }
    output.line(terminal, CiphertextOutput.of(ciphertext, json));
    return true;
  }

  private void seal(KmsClient client, Plaintext plaintext, EncryptionContext bound)
      throws IOException {
    try (Envelope envelope = Envelope.builder(client).threads(FileJob.threads()).build()) {
      output.write(
          terminal,
          out -> {
            if (json.isOn()) {
              EnvelopeText.sealAsJson(envelope, plaintext.stream(), bound, out);
            } else {
              EnvelopeText.seal(envelope, plaintext.stream(), bound, out);
            }
          });
    }
  }
}
