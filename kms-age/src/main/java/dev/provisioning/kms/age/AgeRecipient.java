package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.keys.KeyKind;
import dev.provisioning.kms.age.keys.KeyLines;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;

/** Whom a file is encrypted to. Public, immutable, compared by its key. */
public abstract sealed class AgeRecipient permits X25519Recipient {
  AgeRecipient() {}

  /**
   * Parses the text of a recipient.
   *
   * @param text {@code age1...}, exactly, without white space
   * @return the recipient
   * @throws IllegalArgumentException if the text is malformed, or of a kind that is not supported
   *     yet, which the message then names; it never quotes the text
   */
  public static AgeRecipient parse(String text) {
    return parse(Objects.requireNonNull(text).getBytes(UTF_8));
  }

  /**
   * Reads a recipients file: one recipient a line, empty lines and lines that start with {@code #}
   * are ignored.
   *
   * @param in the file, UTF-8, at most 16 MiB; not closed
   * @return one or more recipients in the order of the file
   * @throws IllegalArgumentException if the file holds no recipient or something else; the message
   *     names the line by number and never quotes it
   * @throws IOException if {@code in} fails
   */
  public static List<AgeRecipient> readAll(InputStream in) throws IOException {
    List<AgeRecipient> recipients = KeyLines.parse(Objects.requireNonNull(in), AgeRecipient::parse, r -> {});
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("the file holds no recipient");
    }
    return List.copyOf(recipients);
  }

  private static AgeRecipient parse(byte[] text) {
    KeyKind kind = KeyKind.of(text);
    return switch (kind) {
      case X25519_RECIPIENT -> X25519Recipient.decode(text);
      case UNKNOWN -> throw new IllegalArgumentException("this is not an age recipient (age1...)");
      case X25519_IDENTITY, HYBRID_IDENTITY, PLUGIN_IDENTITY, SSH_IDENTITY ->
          throw new IllegalArgumentException(
              "this is " + kind.description() + ", which is secret, where a recipient is expected");
      default ->
          throw new IllegalArgumentException(
              "this is " + kind.description() + ", which is not supported yet");
    };
  }

  /** Wraps a file key for this recipient. */
  abstract Stanza wrap(FileKey fileKey, SecureRandom random);

  /**
   * Returns the text that {@link #parse(String)} reads.
   *
   * @return {@code age1...}
   */
  @Override
  public abstract String toString();
}
