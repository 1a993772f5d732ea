package dev.provisioning.kms.service.cli.migrate;

/** What a file is, as far as a migration can tell from its beginning. */
public enum Kind {
  /** An envelope. */
  ENVELOPE("envelope"),
  /** The text form of a ciphertext. */
  TEXT("kms1 text"),
  /** The byte form of a ciphertext. */
  BYTES("kms1 bytes"),
  /** An envelope as one line of text. */
  ENVELOPE_TEXT("kmse1 text"),
  /** A file in age's own format, which has no header of ours. */
  AGE_FILE("age file"),
  /** What Vault itself answers, which names no key. */
  VAULT_TEXT("raw vault text"),
  /** Anything else. */
  FOREIGN("other");

  private final String shown;

  Kind(String shown) {
    this.shown = shown;
  }

  /**
   * Returns the name for people and reports.
   *
   * @return such as {@code kms1 text}
   */
  public String shown() {
    return shown;
  }
}
