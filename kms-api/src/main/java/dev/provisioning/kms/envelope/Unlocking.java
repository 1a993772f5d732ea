package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;
import java.util.List;

/** Finds the data key of a message: client by client, each with the wrapped keys it may open. */
final class Unlocking {
  private final KeyHolders holders;
  private final DataKeys dataKeys;

  Unlocking(KeyHolders holders, DataKeys dataKeys) {
    this.holders = holders;
    this.dataKeys = dataKeys;
  }

  Unlocked unlock(Header header, EncryptionContext context) {
    Trials trials = holders.trials(header.keys());
    Unlocked unlocked =
        trials.first(
            (from, atMost) ->
                fitting(
                    dataKeys.forOpening(from, context, atMost),
                    from.ciphertext(),
                    header.prefix(),
                    context));
    if (unlocked == null) {
      throw trials.failure(header.keys(), holders.refusesSome());
    }
    return unlocked;
  }

  /** A key that does not fit is wiped; the next one may. */
  private static Unlocked fitting(
      byte[] dataKey, Ciphertext wrapped, Prefix prefix, EncryptionContext context) {
    boolean fits = false;
    try {
      MessageKeys keys = MessageKeys.derive(dataKey, prefix, context);
      fits = keys.commitsTo(prefix.commitment());
      if (fits) {
        return new Unlocked(dataKey, keys);
      }
      keys.close();
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT,
          "the key that "
              + wrapped.backend()
              + " unwrapped is not the one of this message, or its header was changed (context keys"
              + " given: "
              + context.keys()
              + ")");
    } finally {
      if (!fits) {
        Arrays.fill(dataKey, (byte) 0);
      }
    }
  }

  /** Opens what {@code encrypt} made, so that a reader need not know which of the two it has. */
  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    List<Ciphertext> only = List.of(ciphertext);
    Trials trials = holders.trials(only);
    byte[] plaintext =
        trials.first((from, atMost) -> from.holder().keys().decrypt(ciphertext, context, atMost));
    if (plaintext == null) {
      throw trials.failure(only, holders.refusesSome());
    }
    return plaintext;
  }
}
