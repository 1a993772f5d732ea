package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.keys.KeyKind;
import dev.provisioning.kms.age.keys.KeyLines;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A secret key that opens files. {@link #close} wipes it; afterwards every other use fails with
 * {@link IllegalStateException}. Safe for use by many threads. {@link #toString} shows the
 * recipient only.
 */
public abstract sealed class AgeIdentity implements AutoCloseable permits X25519Identity {
  AgeIdentity() {}

  /**
   * Makes a new X25519 identity.
   *
   * @return an identity of 32 random bytes
   */
  public static AgeIdentity generate() {
    return X25519Identity.random();
  }

  /**
   * Parses the text of an identity.
   *
   * @param text {@code AGE-SECRET-KEY-1...}, exactly, without white space; the caller wipes it
   * @return the identity
   * @throws IllegalArgumentException if the text is malformed, or of a kind that is not supported
   *     yet, which the message then names; it never quotes the text
   */
  public static AgeIdentity parse(char[] text) {
    byte[] ascii = new byte[text.length];
    try {
      for (int i = 0; i < text.length; i++) {
        // 0x7f is in no key text, so that a character outside ASCII cannot turn into a legal one.
        ascii[i] = text[i] < 0x7f ? (byte) text[i] : 0x7f;
      }
      return parse(ascii);
    } finally {
      Arrays.fill(ascii, (byte) 0);
    }
  }

  /**
   * Parses the text of an identity.
   *
   * @param text {@code AGE-SECRET-KEY-1...} in ASCII, exactly; the caller wipes it
   * @return the identity
   * @throws IllegalArgumentException as from {@link #parse(char[])}
   */
  public static AgeIdentity parse(byte[] text) {
    KeyKind kind = KeyKind.of(text);
    return switch (kind) {
      case X25519_IDENTITY -> X25519Identity.decode(text);
      case UNKNOWN ->
          throw new IllegalArgumentException("this is not an age identity (AGE-SECRET-KEY-1...)");
      case X25519_RECIPIENT, HYBRID_RECIPIENT, TAG_RECIPIENT, PLUGIN_RECIPIENT, SSH_RECIPIENT ->
          throw new IllegalArgumentException(
              "this is " + kind.description() + ", which is public, where an identity is expected");
      default ->
          throw new IllegalArgumentException(
              "this is " + kind.description() + ", which is not supported yet");
    };
  }

  /**
   * Reads an identity file as age-keygen writes it: one identity a line, empty lines and lines that
   * start with {@code #} are ignored.
   *
   * @param in the file, UTF-8, at most 16 MiB; not closed
   * @return one or more identities in the order of the file; the caller closes them
   * @throws IllegalArgumentException if the file holds no identity or something else; the message
   *     names the line by number and never quotes it
   * @throws IOException if {@code in} fails
   */
  public static List<AgeIdentity> readAll(InputStream in) throws IOException {
    return readAll(in, AgeIdentity::parse);
  }

  static List<AgeIdentity> readAll(InputStream in, Function<byte[], AgeIdentity> parser)
      throws IOException {
    List<AgeIdentity> identities =
        KeyLines.parse(Objects.requireNonNull(in), parser, AgeIdentity::close);
    if (identities.isEmpty()) {
      throw new IllegalArgumentException("the file holds no identity");
    }
    return List.copyOf(identities);
  }

  /**
   * Returns the recipient whose files this identity opens.
   *
   * @return the public part, available after {@link #close} too
   */
  public abstract AgeRecipient recipient();

  /**
   * Writes the secret.
   *
   * @return {@code AGE-SECRET-KEY-1...}; the caller wipes it
   * @throws IllegalStateException if the identity is closed
   */
  public abstract char[] exportSecret();

  /** Opens a stanza; null if it is for somebody else. */
  abstract @Nullable FileKey unwrap(Stanza stanza) throws AgeException;

  /** Wipes the secret. */
  @Override
  public abstract void close();
}
