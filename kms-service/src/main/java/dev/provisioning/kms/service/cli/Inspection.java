package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.age.Age;
import dev.provisioning.kms.age.AgeSummary;
import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeForm;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.stream.Collectors;

/** What can be said about encrypted data without a key. */
final class Inspection {
  private Inspection() {}

  static Facts of(InputStream in) throws IOException {
    byte[] beginning = in.readNBytes(Form.ENOUGH);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(beginning), in);
    return switch (Form.of(beginning)) {
      case TEXT -> ciphertext("kms1 text", CiphertextInput.read(all));
      case BYTES -> ciphertext("kms1 bytes", CiphertextInput.read(all));
      case ENVELOPE -> envelope(Envelope.inspect(all));
      case AGE_FILE -> age(new Facts().add("form", "age file, binary"), all);
      case ARMORED_AGE_FILE -> age(new Facts().add("form", "age file, armored"), all);
      case EMPTY -> throw Refusal.invalidCiphertext("there is nothing to inspect");
      case UNKNOWN ->
          throw Refusal.invalidCiphertext("this is neither a ciphertext of kms nor an age file");
    };
  }

  private static Facts ciphertext(String form, Ciphertext c) throws IOException {
    byte[] blob = c.blob();
    Facts facts =
        new Facts()
            .add("form", form)
            .add("backend", c.backend())
            .add("key_id", c.keyId())
            .add("key_version", c.keyVersion())
            .add("data_key", c.isDataKey());
    c.contextKeys().ifPresent(keys -> facts.add("context_keys", keys));
    facts.add("blob_bytes", blob.length);
    return c.backend().equals("age") ? age(facts, new ByteArrayInputStream(blob)) : facts;
  }

  private static Facts envelope(EnvelopeInfo info) {
    List<String> openers =
        info.keys().stream().map(k -> k.backend() + " " + k.keyId()).collect(Collectors.toList());
    return new Facts()
        .add("form", info.form() == EnvelopeForm.FILE ? "envelope, file" : "envelope, stream")
        .add("message_id", info.messageId())
        .add("shared_key", info.sharedKey())
        .add("keys", openers);
  }

  private static Facts age(Facts facts, InputStream file) throws IOException {
    AgeSummary summary = Age.inspect(file);
    List<String> stanzas =
        summary.stanzas().entrySet().stream()
            .map(e -> e.getValue() == 1 ? e.getKey() : e.getValue() + " x " + e.getKey())
            .collect(Collectors.toList());
    return facts.add("stanzas", stanzas).add("context_bound", summary.contextBound());
  }
}
