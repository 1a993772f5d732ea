package dev.provisioning.kms.observe;

import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.spi.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies audit files: finds the first line that was changed, removed, added, moved or cut. Reads
 * them once, in constant memory. Immutable; safe for use by many threads.
 *
 * <p>Without a head that was kept elsewhere, nobody can see that the newest records were cut off;
 * without a head and without the key, nobody can see that the whole file was written anew.
 */
public final class AuditVerifier {
  private final @Nullable AuditHead head;
  private final @Nullable Secret key;

  private AuditVerifier(@Nullable AuditHead head, @Nullable Secret key) {
    this.head = head;
    this.key = key;
  }

  /** Makes a verifier that has nothing to compare with but the file itself. */
  public AuditVerifier() {
    this(null, null);
  }

  /**
   * Adds a head that was kept elsewhere; records may have come after it.
   *
   * @param value from a log, a status or a verification
   * @return a new verifier
   */
  public AuditVerifier head(AuditHead value) {
    return new AuditVerifier(Objects.requireNonNull(value, "head"), key);
  }

  /**
   * Adds the key that the file was written with.
   *
   * @param value the key; not closed
   * @return a new verifier
   */
  public AuditVerifier key(Secret value) {
    return new AuditVerifier(head, Objects.requireNonNull(value, "key"));
  }

  /**
   * Verifies one chain.
   *
   * @param files its files, the oldest first
   * @return what was found
   * @throws IOException if a file cannot be read
   * @throws KmsConfigurationException if the key cannot be read
   */
  public AuditVerdict verify(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no file to verify");
    }
    @Nullable ChainKey with = key == null ? null : ChainKey.of(key);
    ChainCheck check = new ChainCheck(with, head);
    try {
      for (Path file : files) {
        read(file, check);
      }
      check.end();
      return check.verdict(Optional.empty());
    } catch (AuditFault e) {
      return check.verdict(Optional.of(e.broken()));
    }
  }

  private static void read(Path file, ChainCheck check) throws IOException, AuditFault {
    try (InputStream in = Files.newInputStream(file)) {
      LineReader lines = new LineReader(file, in);
      check.startFile();
      byte[] line = lines.read();
      while (line != null) {
        check.line(lines.place(), line);
        line = lines.read();
      }
      check.endFile(lines.nextPlace());
    } catch (AuditFault e) {
      // Of two bad lines the first counts.
      check.decide();
      throw e;
    }
  }
}
