package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import dev.provisioning.kms.service.cli.json.JsonObject;
import dev.provisioning.kms.service.cli.option.BackendOptions;
import dev.provisioning.kms.service.cli.option.ContextOptions;
import dev.provisioning.kms.service.cli.option.JsonOption;
import dev.provisioning.kms.service.cli.option.OutputOptions;
import dev.provisioning.kms.service.cli.source.Session;
import dev.provisioning.kms.service.cli.source.Session.FirstKey;
import java.io.IOException;
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
      "Takes a ciphertext of kms encrypt; white space around it does not matter. The",
      "plaintext comes out exactly, with no line end added. The context must be the same."
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
      Ciphertext ciphertext = CiphertextInput.read(terminal);
      if (ciphertext.isDataKey() && !dataKey) {
        throw Refusal.invalidCiphertext("this is a wrapped data key; add --data-key");
      }
      byte[] plaintext = decrypted(session.client(), ciphertext, bound);
      try {
        write(plaintext);
        return Exit.OK;
      } finally {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
  }

  private byte[] decrypted(KmsClient client, Ciphertext ciphertext, EncryptionContext bound) {
    if (!dataKey) {
      return client.decrypt(ciphertext, bound);
    }
    try (DataKey key = client.decryptDataKey(ciphertext, bound)) {
      return key.key().getEncoded();
    }
  }

  private void write(byte[] plaintext) throws IOException {
    if (json.isOn()) {
      String encoded = Base64.getEncoder().encodeToString(plaintext);
      output.line(terminal, new JsonObject().put("plaintext", encoded).toString());
    } else {
      output.bytes(terminal, plaintext);
    }
  }
}
