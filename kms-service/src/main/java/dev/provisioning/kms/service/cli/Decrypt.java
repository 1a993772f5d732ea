package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.io.Encoded;
import dev.provisioning.kms.service.cli.io.HeldBack;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms decrypt}. */
@Command(
    name = "decrypt",
    header = "Decrypts standard input.",
    description = {
      "Takes a ciphertext of kms encrypt, or an envelope; white space around a text",
      "does not matter. The plaintext comes out exactly, with no line end added. The",
      "context must be the same. Up to 16 MiB come out only when all is verified. Of",
      "more, each part is verified before it comes out, and exit code 6 tells that",
      "the end is missing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  kms decrypt --context env=prod,service=api < pw.kms",
      "  kms decrypt --output key.pem < key.pem.kms",
      "  kms decrypt --data-key --output data.key < wrapped.kms"
    })
final class Decrypt implements Callable<Integer> {
  @Mixin private final ContextOptions context = new ContextOptions();
  @Mixin private final BackendOptions backend = new BackendOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = "--data-key",
      description = "The input is a wrapped key of kms generate-key; write its raw bytes.")
  private boolean dataKey;

  private final Terminal terminal;

  Decrypt(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    EncryptionContext bound = context.read();
    try (Session session = Session.open(terminal, backend, FirstKey.MUST_EXIST)) {
      SealedInput sealed = SealedInput.of(terminal);
      if (dataKey) {
        writeDataKey(session.client(), sealed.ciphertext(), bound);
      } else {
        output.write(terminal, out -> release(sealed, new Opening(session.client(), bound), out));
      }
      return Exit.OK;
    }
  }

  private void writeDataKey(KmsClient client, Ciphertext wrapped, EncryptionContext bound)
      throws IOException {
    try (DataKey key = client.decryptDataKey(wrapped, bound)) {
      byte[] raw = key.key().getEncoded();
      try {
        output.write(terminal, out -> write(raw, out));
      } finally {
        Arrays.fill(raw, (byte) 0);
      }
    }
  }

  private void write(byte[] raw, OutputStream out) throws IOException {
    if (json.isOn()) {
      Encoded text = encoded(out);
      text.write(raw);
      text.finish("\"}\n");
    } else {
      out.write(raw);
    }
  }

  private void release(SealedInput sealed, Opening opening, OutputStream out) throws IOException {
    if (json.isOn()) {
      Encoded text = encoded(out);
      releaseWhole(sealed, opening, text);
      text.finish("\"}\n");
    } else {
      releaseWhole(sealed, opening, out);
    }
  }

  private static void releaseWhole(SealedInput sealed, Opening opening, OutputStream out)
      throws IOException {
    try (HeldBack held = new HeldBack(out)) {
      opening.open(sealed, held);
      held.release();
    }
  }

  private static Encoded encoded(OutputStream out) {
    return new Encoded(out, Base64.getEncoder(), "{\"plaintext\":\"");
  }
}
