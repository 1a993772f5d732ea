package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Limited;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What can be said about encrypted data without a key. */
final class Inspection {
  private static final Pattern VAULT =
      Pattern.compile("vault:v[1-9][0-9]{0,8}:[A-Za-z0-9+/]++={0,2}");

  private static final int MOST_VAULT = 32 * 1024 * 1024;

  private Inspection() {}

  static Facts of(InputStream in) throws IOException {
    SealedInput sealed = SealedInput.of(in);
    return switch (sealed.form()) {
      case TEXT -> ciphertext(form("kms1 text"), sealed.ciphertext());
      case BYTES -> ciphertext(form("kms1 bytes"), sealed.ciphertext());
      case ENVELOPE, ENVELOPE_TEXT -> envelope(sealed);
      case AGE_FILE -> BlobFacts.age(form("age file, binary"), sealed.in());
      case ARMORED_AGE_FILE -> BlobFacts.age(form("age file, armored"), sealed.in());
      case VAULT_TEXT -> vault(sealed.in());
      case EMPTY -> throw Refusal.invalidCiphertext("there is nothing to inspect");
      case UNKNOWN ->
          throw Refusal.invalidCiphertext(
              "this is neither a ciphertext of kms, an envelope, an age file nor a text of Vault");
    };
  }

  private static Facts form(String form) {
    return new Facts().add("form", form);
  }

  private static Facts ciphertext(Facts facts, Ciphertext c) throws IOException {
    facts
        .add("backend", c.backend())
        .add("key_id", c.keyId())
        .add("key_version", c.keyVersion())
        .add("data_key", c.isDataKey());
    c.contextKeys().ifPresent(keys -> facts.add("context_keys", keys));
    return BlobFacts.addTo(facts, c);
  }

  private static Facts envelope(SealedInput sealed) throws IOException {
    EnvelopeInfo info = Envelope.inspect(sealed.envelope());
    String form = info.form() == EnvelopeForm.FILE ? "envelope, file" : "envelope, stream";
    List<Facts> keys = new ArrayList<>();
    for (Ciphertext key : info.keys()) {
      keys.add(ciphertext(new Facts(), key));
    }
    return form(sealed.form() == Form.ENVELOPE_TEXT ? form + ", as text" : form)
        .add("message_id", info.messageId())
        .add("shared_key", info.sharedKey())
        .add("keys", "key", keys);
  }

  private static Facts vault(InputStream in) throws IOException {
    byte[] text =
        Limited.read(in, MOST_VAULT, Refusal.unsupported("more than Vault ever encrypts"));
    String stripped = new String(text, StandardCharsets.ISO_8859_1).strip();
    if (!VAULT.matcher(stripped).matches()) {
      throw Refusal.invalidCiphertext("this starts as a text of Vault does and is none");
    }
    Facts facts = form("vault text").add("backend", "vault").add("blob_bytes", stripped.length());
    return BlobFacts.vault(facts, stripped.getBytes(StandardCharsets.US_ASCII));
  }
}
