package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.file.FileJob;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Opens what a client can: ciphertexts and envelopes.
 *
 * @param client opens
 * @param context what the data is for
 */
record Opening(KmsClient client, EncryptionContext context) {
  /** Ciphertexts come out at once, envelopes frame by frame. */
  void open(SealedInput sealed, OutputStream out) throws IOException {
    if (sealed.isEnvelope()) {
      try (Envelope envelope = Envelope.builder(client).threads(FileJob.threads()).build()) {
        envelope.open(sealed.envelope(), out, context);
      }
      return;
    }
    Ciphertext ciphertext = sealed.ciphertext();
    if (ciphertext.isDataKey()) {
      throw Refusal.invalidCiphertext("this is a wrapped data key; use: kms decrypt --data-key");
    }
    byte[] plaintext = client.decrypt(ciphertext, context);
    try {
      out.write(plaintext);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }
}
