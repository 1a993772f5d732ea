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
    Trials trials = new Trials();
    List<KeyHolder> openers = holders.openers();
    for (int i = 0; i < openers.size(); i++) {
      int number = i;
      KeyHolder holder = openers.get(i);
      for (Ciphertext wrapped : header.keys()) {
        if (holder.admits(wrapped)) {
          Unlocked unlocked =
              trials.attempt(
                  holder,
                  () ->
                      fitting(
                          dataKeys.forOpening(number, holder, wrapped, context),
                          wrapped,
                          header.prefix(),
                          context));
          if (unlocked != null) {
            return unlocked;
          }
        }
      }
    }
    throw trials.failure(header.keys(), holders.refusesSome());
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
    Trials trials = new Trials();
    for (KeyHolder holder : holders.openers()) {
      if (holder.admits(ciphertext)) {
        byte[] plaintext =
            trials.attempt(holder, () -> holder.client().decrypt(ciphertext, context));
        if (plaintext != null) {
          return plaintext;
        }
      }
    }
    throw trials.failure(List.of(ciphertext), holders.refusesSome());
  }
}
