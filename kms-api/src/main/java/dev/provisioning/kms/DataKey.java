package dev.provisioning.kms;

import java.util.Arrays;
import java.util.Objects;
import javax.crypto.SecretKey;

/**
 * A key for local encryption and its wrapped form. Closing it wipes the key; the wrapped form stays
 * readable. Safe for use by many threads. It is not serializable.
 */
public final class DataKey implements AutoCloseable {
  private final Ciphertext wrapped;
  private final DataKeyMaterial key;

  private DataKey(Ciphertext wrapped, DataKeyMaterial key) {
    this.wrapped = wrapped;
    this.key = key;
  }

  /** Copies the key; the caller wipes its array. */
  static DataKey of(Ciphertext wrapped, byte[] key) {
    return new DataKey(wrapped, new DataKeyMaterial(key));
  }

  /**
   * Returns what to store beside the data.
   *
   * @return the ciphertext of the key
   */
  public Ciphertext wrapped() {
    return wrapped;
  }

  /**
   * Returns the key for {@code javax.crypto}. It dies with this object: {@link
   * SecretKey#getEncoded()} copies before {@link #close()} and throws {@link IllegalStateException}
   * afterwards.
   *
   * @return an AES key of 16 or 32 bytes
   */
  public SecretKey key() {
    return key;
  }

  /** Wipes the key. Idempotent. */
  @Override
  public void close() {
    key.destroy();
  }

  @Override
  public String toString() {
    return "DataKey[" + wrapped.backend() + ", " + wrapped.keyId() + "]";
  }

  static void requireLength(byte[] key) {
    if (key.length != DataKeySpec.AES_128.bytes() && key.length != DataKeySpec.AES_256.bytes()) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "a data key has 16 or 32 bytes, not " + key.length);
    }
  }

  static void wipe(byte[] secret) {
    Arrays.fill(Objects.requireNonNull(secret), (byte) 0);
  }
}
