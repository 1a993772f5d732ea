package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.format.Header;
import dev.provisioning.kms.age.format.Limits;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.format.StanzaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries identities on stanzas, in the order of the identities.
 *
 * @param identities at least one
 */
record HeldIdentities(List<AgeIdentity> identities) implements Unlocking {
  @Override
  public FileKey unwrap(Header header) throws AgeException {
    // Only these cost a scalar multiplication.
    List<Stanza> stanzas =
        header.stanzas().stream().filter(s -> s.type().equals(StanzaType.X25519)).toList();
    int attempts = 0;
    for (AgeIdentity identity : identities) {
      for (Stanza stanza : stanzas) {
        if (++attempts > Limits.ATTEMPTS) {
          throw new AgeException(
              AgeException.Failure.HEADER,
              "still closed after " + Limits.ATTEMPTS + " attempts with identities and stanzas");
        }
        @Nullable FileKey fileKey = identity.unwrap(stanza);
        if (fileKey != null) {
          return fileKey;
        }
      }
    }
    throw new AgeException(
        AgeException.Failure.NO_MATCH, "none of the identities opens any of the stanzas");
  }
}
