package dev.provisioning.kms.age.crypto;

import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.format.StanzaType;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Binds an encryption context to the file key, by a stanza that other age programs ignore. */
public final class ContextStanza {
  private static final String INFO = StanzaType.CONTEXT + "/v1";

  private ContextStanza() {}

  /**
   * Makes the stanza of a context.
   *
   * @param fileKey the key of the file
   * @param context the canonical bytes, empty for the empty context
   * @return the stanza, or nothing for the empty context
   */
  public static Optional<Stanza> of(FileKey fileKey, byte[] context) {
    return context.length == 0
        ? Optional.empty()
        : Optional.of(
            new Stanza(
                StanzaType.CONTEXT,
                List.of(StanzaType.CONTEXT_VERSION),
                fileKey.mac(INFO, context)));
  }

  /**
   * Tells whether a header binds a context.
   *
   * @param header any header
   * @return true if it holds a context stanza
   */
  public static boolean isIn(Header header) {
    return find(header).isPresent();
  }

  /**
   * Compares the context of a header, whose MAC is already verified, with the expected one.
   *
   * @param header a header as it was read
   * @param fileKey the key of the file
   * @param context the canonical bytes that are expected, empty for the empty context
   * @throws AgeException CONTEXT unless the two are the same
   */
  public static void verify(Header header, FileKey fileKey, byte[] context) throws AgeException {
    Optional<Stanza> bound = find(header);
    if (bound.isEmpty() && context.length == 0) {
      return;
    }
    if (bound.isEmpty()) {
      throw mismatch("the file is bound to no context, but one is expected");
    }
    if (context.length == 0) {
      throw mismatch("the file is bound to a context, but none is given");
    }
    if (!MessageDigest.isEqual(bound.get().body(), fileKey.mac(INFO, context))) {
      throw mismatch("the file is bound to another context than the one given");
    }
  }

  private static Optional<Stanza> find(Header header) {
    return header.stanzas().stream().filter(s -> s.type().equals(StanzaType.CONTEXT)).findFirst();
  }

  private static AgeException mismatch(String message) {
    return new AgeException(AgeException.Failure.CONTEXT, message);
  }
}
