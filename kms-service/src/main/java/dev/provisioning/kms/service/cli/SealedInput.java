package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.service.cli.envelope.EnvelopeText;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Limited;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encrypted data as files and mails carry it: text with white space around it, or bytes.
 *
 * @param form what it is, as far as its start tells
 * @param in all of it, from its start
 */
record SealedInput(Form form, InputStream in) {
  /** The largest blob in base64, with room for its header. */
  private static final int MOST = Ciphertext.MAX_BLOB / 3 * 4 + 64 * 1024;

  static SealedInput of(Terminal terminal) throws IOException {
    if (terminal.tty().canAsk()) {
      terminal.note("reading a ciphertext from the terminal; Ctrl-D ends it");
    }
    return of(terminal.in());
  }

  static SealedInput of(InputStream in) throws IOException {
    byte[] beginning = in.readNBytes(Form.ENOUGH);
    return new SealedInput(
        Form.of(beginning), new SequenceInputStream(new ByteArrayInputStream(beginning), in));
  }

  boolean isEnvelope() {
    return form == Form.ENVELOPE || form == Form.ENVELOPE_TEXT;
  }

  boolean isAgeFile() {
    return form == Form.AGE_FILE || form == Form.ARMORED_AGE_FILE;
  }

  /** Returns the bytes of an envelope, of whichever form. */
  InputStream envelope() {
    return form == Form.ENVELOPE_TEXT ? EnvelopeText.read(in) : in;
  }

  /** Reads a ciphertext, and says what else it is. */
  Ciphertext ciphertext() throws IOException {
    return switch (form) {
      case BYTES -> Ciphertext.parse(content());
      case TEXT -> Ciphertext.parse(new String(content(), StandardCharsets.UTF_8).strip());
      case ENVELOPE, ENVELOPE_TEXT ->
          throw Refusal.invalidCiphertext("this is an envelope, not a single ciphertext");
      case AGE_FILE, ARMORED_AGE_FILE ->
          throw Refusal.invalidCiphertext("this is an age file; use: kms decrypt-file FILE");
      case VAULT_TEXT ->
          throw Refusal.invalidCiphertext(
              "this is what Vault itself answers; it names no key, and only Vault opens it");
      case EMPTY ->
          throw Refusal.invalidCiphertext("there is nothing to read; a ciphertext was expected");
      case UNKNOWN ->
          throw Refusal.invalidCiphertext("this is not a ciphertext: it does not start with kms1.");
    };
  }

  private byte[] content() throws IOException {
    return Limited.read(
        in, MOST, Refusal.unsupported("the input is larger than any ciphertext can be"));
  }
}
