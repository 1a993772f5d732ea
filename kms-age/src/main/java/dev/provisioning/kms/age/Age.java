package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.ContextStanza;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Stanza;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Entry point to the age v1 format.
 *
 * <pre>{@code
 * AgeIdentity identity = AgeIdentity.generate();
 * byte[] file = Age.encryptTo(List.of(identity.recipient())).encrypt(plaintext);
 * byte[] again = Age.decryptWith(List.of(identity)).decrypt(file);
 * }</pre>
 */
public final class Age {
  private Age() {}

  /**
   * Prepares encryption: binary form, no context, one thread.
   *
   * @param recipients one or more; each of them can open the files
   * @return an immutable object for any number of files
   * @throws IllegalArgumentException if there is no recipient, or more than 4095
   */
  public static AgeEncryption encryptTo(List<? extends AgeRecipient> recipients) {
    return new AgeEncryption(recipients);
  }

  /**
   * Prepares decryption: no context expected, one thread. Both forms are recognised.
   *
   * @param identities one or more, tried in this order; not closed, and to be kept open while the
   *     object is used
   * @return an immutable object for any number of files
   * @throws IllegalArgumentException if there is no identity
   */
  public static AgeDecryption decryptWith(List<? extends AgeIdentity> identities) {
    return new AgeDecryption(identities);
  }

  /**
   * Reads the header of a file and nothing of its payload. Needs no identity.
   *
   * @param in the file; read in blocks, so that more than the header may be consumed; not closed
   * @return what the header says, unauthenticated
   * @throws AgeException HEADER or ARMOR
   * @throws IOException if {@code in} fails
   */
  public static AgeSummary inspect(InputStream in) throws IOException {
    AgeFile file = AgeFile.read(Objects.requireNonNull(in), Limits.STREAM);
    Map<String, Integer> stanzas = new LinkedHashMap<>();
    for (Stanza stanza : file.header().stanzas()) {
      stanzas.merge(stanza.type(), 1, Integer::sum);
    }
    return new AgeSummary(file.armored(), stanzas, ContextStanza.isIn(file.header()));
  }

  /**
   * Writes a new header for the same file key and copies the payload unseen.
   *
   * <p>The old header and its context are verified first; nothing is written if that fails. The
   * payload is not verified: a reader does that. This gives access, it does not take any away:
   * whoever could open the old file knows the file key and can open the new one.
   *
   * @param in the old file in either form; not closed
   * @param out the new file, in the form that {@code to} says; not closed
   * @param from opens the old header
   * @param to the new recipients, with the same context as {@code from}
   * @throws IllegalArgumentException if the two contexts differ, because the context stays
   * @throws AgeException as from {@link AgeDecryption#decrypt(InputStream, OutputStream)}, except
   *     that PAYLOAD does not occur
   * @throws IOException if a stream fails
   */
  public static void rewrap(InputStream in, OutputStream out, AgeDecryption from, AgeEncryption to)
      throws IOException {
    Rewrap.run(
        Objects.requireNonNull(in),
        Objects.requireNonNull(out),
        Objects.requireNonNull(from),
        Objects.requireNonNull(to));
  }
}
