package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Limited;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/** A ciphertext as files and mails carry it: text with white space around it, or bytes. */
final class CiphertextInput {
  /** The largest blob in base64, with room for its header. */
  private static final int MOST = Ciphertext.MAX_BLOB / 3 * 4 + 64 * 1024;

  private CiphertextInput() {}

  static Ciphertext read(Terminal terminal) throws IOException {
    if (terminal.tty().canAsk()) {
      terminal.note("reading a ciphertext from the terminal; Ctrl-D ends it");
    }
    return read(terminal.in());
  }

  static Ciphertext read(InputStream in) throws IOException {
    byte[] beginning = in.readNBytes(Form.ENOUGH);
    InputStream all = new SequenceInputStream(new ByteArrayInputStream(beginning), in);
    return switch (Form.of(beginning)) {
      case BYTES -> Ciphertext.parse(content(all));
      case TEXT -> Ciphertext.parse(new String(content(all), StandardCharsets.UTF_8).strip());
      case ENVELOPE ->
          throw Refusal.invalidCiphertext("this is an envelope; use: kms decrypt-file FILE");
      case AGE_FILE, ARMORED_AGE_FILE ->
          throw Refusal.invalidCiphertext("this is an age file; use: kms decrypt-file FILE");
      case EMPTY ->
          throw Refusal.invalidCiphertext("there is nothing to read; a ciphertext was expected");
      case UNKNOWN ->
          throw Refusal.invalidCiphertext("this is not a ciphertext: it does not start with kms1.");
    };
  }

  private static byte[] content(InputStream in) throws IOException {
    return Limited.read(
        in, MOST, Refusal.unsupported("the input is larger than any ciphertext can be"));
  }
}
