package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A ciphertext as it stands in a file or a line, with the white space around its text. */
final class Spelled {
  private final Kind kind;
  private final Ciphertext ciphertext;
  private final String before;
  private final String after;

  private Spelled(Kind kind, Ciphertext ciphertext, String before, String after) {
    this.kind = kind;
    this.ciphertext = ciphertext;
    this.before = before;
    this.after = after;
  }

  static Spelled of(Kind kind, byte[] content) {
    return kind == Kind.BYTES
        ? new Spelled(kind, Ciphertext.parse(content), "", "")
        : text(new String(content, StandardCharsets.ISO_8859_1));
  }

  private static Spelled text(String all) {
    String tail = all.stripLeading();
    String text = tail.stripTrailing();
    if (text.indexOf('\n') >= 0) {
      throw Refusal.invalidCiphertext(
          "there is more than one line; if each is a ciphertext, use: kms migrate --stdin");
    }
    return new Spelled(
        Kind.TEXT,
        Ciphertext.parse(text),
        all.substring(0, all.length() - tail.length()),
        tail.substring(text.length()));
  }

  Ciphertext ciphertext() {
    return ciphertext;
  }

  Result as(Outcome outcome) {
    return Result.of(kind, List.of(ciphertext), outcome);
  }

  /** Another ciphertext in the same form. */
  byte[] with(Ciphertext other) {
    if (kind == Kind.BYTES) {
      return other.toBytes();
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(before.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(other.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(after.getBytes(StandardCharsets.ISO_8859_1));
    return all.toByteArray();
  }
}
