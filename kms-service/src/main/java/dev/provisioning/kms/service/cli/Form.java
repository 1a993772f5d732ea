package dev.provisioning.kms.service.cli;

import java.nio.charset.StandardCharsets;

/** The forms of encrypted data that commands know, told apart by how they start. */
enum Form {
  /** {@code Ciphertext.toString()}. */
  TEXT("kms1."),
  /** {@code Ciphertext.toBytes()}. */
  BYTES("KMS\u0001"),
  /** {@code EnvelopeText}. */
  ENVELOPE_TEXT("kmse1."),
  /** An envelope, as a file or as a stream. */
  ENVELOPE("KMSE"),
  /** An age file in binary form. */
  AGE_FILE("age-encryption.org/"),
  /** An age file in text form. */
  ARMORED_AGE_FILE("-----BEGIN AGE"),
  /** What Vault's Transit engine itself answers. */
  VAULT_TEXT("vault:v"),
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
      if (!form.start.isEmpty() && (form.isText() ? stripped : text).startsWith(form.start)) {
        return form;
      }
    }
    return stripped.isEmpty() ? EMPTY : UNKNOWN;
  }

  private boolean isText() {
    return switch (this) {
      case TEXT, ENVELOPE_TEXT, ARMORED_AGE_FILE, VAULT_TEXT -> true;
      default -> false;
    };
  }
}
