package dev.provisioning.kms.age.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** The kinds of recipients and identities that age programs know, told by how the text starts. */
public enum KeyKind {
  /** {@code age1...}, supported. */
  X25519_RECIPIENT("an X25519 recipient (age1...)"),
  /** {@code AGE-SECRET-KEY-1...}, supported. */
  X25519_IDENTITY("an X25519 identity (AGE-SECRET-KEY-1...)"),
  /** {@code age1pq1...}. */
  HYBRID_RECIPIENT("a post-quantum recipient (age1pq1...)"),
  /** {@code AGE-SECRET-KEY-PQ-1...}. */
  HYBRID_IDENTITY("a post-quantum identity (AGE-SECRET-KEY-PQ-1...)"),
  /** {@code age1tag1...} and {@code age1tagpq1...}. */
  TAG_RECIPIENT("a tagged hardware recipient (age1tag1..., age1tagpq1...)"),
  /** {@code age1NAME1...}. */
  PLUGIN_RECIPIENT("a plugin recipient (age1NAME1...)"),
  /** {@code AGE-PLUGIN-NAME-1...}. */
  PLUGIN_IDENTITY("a plugin identity (AGE-PLUGIN-NAME-1...)"),
  /** A line of an OpenSSH public key file. */
  SSH_RECIPIENT("an SSH public key"),
  /** A private key file of OpenSSH or in another PEM form. */
  SSH_IDENTITY("an SSH private key (-----BEGIN ...)"),
  /** An age file in either form where an identity file is expected. */
  ENCRYPTED_IDENTITIES("a passphrase-protected identity file"),
  /** {@code scrypt}, the stanza type, where a key is expected. */
  PASSPHRASE("a passphrase (scrypt)"),
  /** None of these. */
  UNKNOWN("a text of an unknown kind");

  private final String description;

  KeyKind(String description) {
    this.description = description;
  }

  /**
   * Tells the kind. The text may still be malformed.
   *
   * @param text the start of a text, not kept and not changed
   * @return the kind
   */
  public static KeyKind of(byte[] text) {
    if (startsWith(text, "age1")) {
      return ofRecipient(text);
    }
    if (startsWith(text, "AGE-SECRET-KEY-PQ-")) {
      return HYBRID_IDENTITY;
    }
    if (startsWith(text, "AGE-SECRET-KEY-")) {
      return X25519_IDENTITY;
    }
    if (startsWith(text, "AGE-PLUGIN-")) {
      return PLUGIN_IDENTITY;
    }
    if (startsWith(text, "age-encryption") || startsWith(text, "-----BEGIN AGE")) {
      return ENCRYPTED_IDENTITIES;
    }
    if (startsWith(text, "-----BEGIN")) {
      return SSH_IDENTITY;
    }
    if (startsWith(text, "ssh-") || startsWith(text, "ecdsa-") || startsWith(text, "sk-ssh-")) {
      return SSH_RECIPIENT;
    }
    return startsWith(text, "scrypt") ? PASSPHRASE : UNKNOWN;
  }

  /**
   * Describes the kind without quoting the text.
   *
   * @return words that fit after "this is"
   */
  public String description() {
    return description;
  }

  private static KeyKind ofRecipient(byte[] text) {
    if (startsWith(text, "age1pq1")) {
      return HYBRID_RECIPIENT;
    }
    if (startsWith(text, "age1tag1") || startsWith(text, "age1tagpq1")) {
      return TAG_RECIPIENT;
    }
    // The digit is no letter of the data part, so a second one ends the name of a plugin.
    for (int i = "age1".length(); i < text.length; i++) {
      if (text[i] == '1') {
        return PLUGIN_RECIPIENT;
      }
    }
    return X25519_RECIPIENT;
  }

  private static boolean startsWith(byte[] text, String prefix) {
    int length = prefix.length();
    return text.length >= length
        && Arrays.equals(text, 0, length, prefix.getBytes(US_ASCII), 0, length);
  }
}
