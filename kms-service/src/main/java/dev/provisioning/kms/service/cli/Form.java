package dev.provisioning.kms.service.cli;

import java.nio.charset.StandardCharsets;

/** The forms of encrypted data that commands know, told apart by how they start. */
enum Form {
  /** {@code Ciphertext.toString()}. */
  TEXT("kms1."),
  /** {@code Ciphertext.toBytes()}. */
  BYTES("KMS\u0001"),
  /** An envelope, as a file or as a stream. */
  ENVELOPE("KMSE"),
  /** An age file in binary form. */
  AGE_FILE("age-encryption.org/"),
  /** An age file in text form. */
  ARMORED_AGE_FILE("-----BEGIN AGE"),
  /** Nothing but white space. */
  EMPTY(""),
  /** Anything else. */
  UNKNOWN("");

  /** So many bytes are enough to tell, apart from white space before them. */
  static final int ENOUGH = 256;

  private final String start;

  Form(String start) {
    this.start = start;
  }

  static Form of(byte[] beginning) {
    int length = Math.min(beginning.length, ENOUGH);
    String text = new String(beginning, 0, length, StandardCharsets.ISO_8859_1);
    String stripped = text.stripLeading();
    for (Form form : values()) {
      boolean textual = form == TEXT || form == ARMORED_AGE_FILE;
      if (!form.start.isEmpty() && (textual ? stripped : text).startsWith(form.start)) {
        return form;
      }
    }
    return stripped.isEmpty() ? EMPTY : UNKNOWN;
  }
}
