package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers for which keys the server was seen to bind associated data. Servers before Vault 1.13
 * ignore the parameter, and a context that is sent and not bound protects nothing. What was seen
 * holds as long as nothing suggests another server: no failed connection, no new login, no other
 * address. Safe for use by many threads.
 */
public final class BindingProof {
  private static final int TRIES = 3;

  private final Transit transit;
  private final Supplier<Object> server;
  private final Map<KeyName, Object> proved = new ConcurrentHashMap<>();

  /**
   * Proves over a transit.
   *
   * @param transit the engine
   * @param server what changes, by {@code equals}, when the server may be another one
   */
  public BindingProof(Transit transit, Supplier<Object> server) {
    this.transit = transit;
    this.server = server;
  }

  Sighting sighting() {
    return new Sighting(server);
  }

  /** Repeats what was done while the server changed, so that nothing was shown of either. */
  static <T> T settled(Supplier<Optional<T>> attempt) {
    for (int i = 0; i < TRIES; i++) {
      Optional<T> result = attempt.get();
      if (result.isPresent()) {
        return result.get();
      }
    }
    throw KmsException.of(
        ErrorCode.UNAVAILABLE,
        "the server, its connection or the token changed again and again while it was to show that"
            + " it binds contexts; a token needs more than two uses for that (token_num_uses)");
  }

  /**
   * Proves on a ciphertext that the server has just made, before anybody gets it: it must open
   * under its context and under no other. Of several servers an old one may have made it, and a new
   * one refuse it under every context.
   *
   * @return false if the server changed, so that the ciphertext must be made again
   * @throws KmsException UNSUPPORTED if the server does not bind
   */
  boolean holdsForMade(Sighting sent, KeyName key, TransitBlob made, byte[] associatedData) {
    if (isProved(sent, key)) {
      return true;
    }
    try {
      refuseOtherContext(transit, key, made, associatedData);
    } catch (KmsException e) {
      if (e.code() != ErrorCode.ACCESS_DENIED) {
        throw e;
      }
      return holdsWithoutDecrypting(sent, key);
    }
    openUnderItsContext(key, made, associatedData);
    return record(sent, key);
  }

  /** A role that may not decrypt sees no more than that the parameter is read. */
  private boolean holdsWithoutDecrypting(Sighting sent, KeyName key) {
    if (!transit.readsAssociatedData(key)) {
      throw unsupported();
    }
    return record(sent, key);
  }

  /**
   * Proves on a ciphertext that the server has just opened, before anybody gets the plaintext: it
   * must refuse the same one under another context. One that does not open proves nothing, since it
   * may fail everywhere.
   *
   * @return false if the server changed, so that the ciphertext must be opened again
   * @throws KmsException UNSUPPORTED if the server does not bind
   */
  boolean holdsForOpened(Sighting sent, KeyName key, TransitBlob opened, byte[] associatedData) {
    return holdsForOpened(transit, sent, key, opened, associatedData);
  }

  /** The same, by another view of the engine. */
  boolean holdsForOpened(
      Transit by, Sighting sent, KeyName key, TransitBlob opened, byte[] associatedData) {
    if (isProved(sent, key)) {
      return true;
    }
    if (!sent.stillThere()) {
      return false;
    }
    refuseOtherContext(by, key, opened, associatedData);
    return record(sent, key);
  }

  private boolean isProved(Sighting sent, KeyName key) {
    Object where = proved.get(key);
    return where != null && where.equals(sent.seen()) && sent.stillThere();
  }

  private boolean record(Sighting sent, KeyName key) {
    Object seen = sent.seen();
    if (seen == null || !sent.stillThere()) {
      return false;
    }
    proved.put(key, seen);
    return true;
  }

  private void openUnderItsContext(KeyName key, TransitBlob made, byte[] associatedData) {
    try {
      Arrays.fill(transit.decrypt(key, made, associatedData, () -> {}), (byte) 0);
    } catch (KmsException e) {
      throw isRefusal(e) ? unsupported() : e;
    }
  }

  private static void refuseOtherContext(
      Transit by, KeyName key, TransitBlob blob, byte[] associatedData) {
    byte[] other = associatedData.clone();
    // The count of entries: no context has so many, so that this is nobody's other context.
    other[0] ^= (byte) 0x80;
    byte[] opened;
    try {
      opened = by.decrypt(key, blob, other, () -> {});
    } catch (KmsException e) {
      if (isRefusal(e)) {
        return;
      }
      throw e;
    }
    Arrays.fill(opened, (byte) 0);
    throw unsupported();
  }

  /** Not where a standby that lags behind may open it a moment later. */
  private static boolean isRefusal(KmsException e) {
    return e.code() == ErrorCode.INVALID_CIPHERTEXT && !e.isRetryable();
  }

  private static KmsException unsupported() {
    return KmsException.of(
        ErrorCode.UNSUPPORTED,
        "the server does not bind associated data, so that a context would protect nothing; it needs"
            + " Vault 1.13 or OpenBao, and a key of a type such as aes256-gcm96");
  }
}
