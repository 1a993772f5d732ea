package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Remembers for which keys the server was seen to bind associated data. Servers before Vault 1.13
 * ignore the parameter, and a context that is sent and not bound protects nothing. What was seen
 * holds as long as nothing suggests another server: no failed connection, no new login. Safe for
 * use by many threads.
 */
public final class BindingProof {
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

  boolean isNeeded(KeyName key) {
    return !server.get().equals(proved.get(key));
  }

  /**
   * Proves on a ciphertext that the server has just made, before anybody gets it.
   *
   * @throws KmsException UNSUPPORTED if the server does not bind
   */
  void afterEncrypting(KeyName key, TransitBlob made, byte[] associatedData) {
    if (!isNeeded(key)) {
      return;
    }
    Object seen = server.get();
    try {
      refuseOtherContext(key, made, associatedData);
    } catch (KmsException e) {
      boolean mayNotDecrypt = e.code() == ErrorCode.ACCESS_DENIED;
      if (!mayNotDecrypt || !transit.readsAssociatedData(key)) {
        throw mayNotDecrypt ? unsupported() : e;
      }
    }
    proved.put(key, seen);
  }

  /**
   * Decrypts, and before that sees the server refuse the same ciphertext under another context. The
   * right context must open it too: a damaged one fails everywhere and proves nothing.
   */
  byte[] decrypt(KeyName key, TransitBlob blob, byte[] associatedData) {
    if (!isNeeded(key)) {
      return transit.decrypt(key, blob, associatedData);
    }
    Object seen = server.get();
    refuseOtherContext(key, blob, associatedData);
    byte[] plaintext = transit.decrypt(key, blob, associatedData);
    proved.put(key, seen);
    return plaintext;
  }

  private void refuseOtherContext(KeyName key, TransitBlob blob, byte[] associatedData) {
    byte[] other = associatedData.clone();
    // The count of entries: no context has so many, so that this is nobody's other context.
    other[0] ^= (byte) 0x80;
    byte[] opened;
    try {
      opened = transit.decrypt(key, blob, other);
    } catch (KmsException e) {
      if (e.code() == ErrorCode.INVALID_CIPHERTEXT && !e.isRetryable()) {
        return;
      }
      throw e;
    }
    Arrays.fill(opened, (byte) 0);
    throw unsupported();
  }

  private static KmsException unsupported() {
    return KmsException.of(
        ErrorCode.UNSUPPORTED,
        "the server does not bind associated data, so that a context would protect nothing; it needs"
            + " Vault 1.13 or OpenBao, and a key of a type such as aes256-gcm96");
  }
}
