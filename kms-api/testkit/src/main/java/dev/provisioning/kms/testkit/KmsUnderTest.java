package dev.provisioning.kms.testkit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.spi.KmsBackend;
import java.util.Optional;

/**
 * A backend and the keys that the kit may use with it. Two keys suffice; the kit encrypts and
 * decrypts with them and rotates the first one if the backend can. Each test gets a new object, so
 * that a rotation does not disturb the others; on a live server they may share the keys.
 *
 * <p>What a backend cannot provide, the defaults leave out; the kit then checks that it is refused
 * as documented.
 */
public interface KmsUnderTest extends AutoCloseable {
  /**
   * Opens the backend on the first key.
   *
   * @return a backend that decrypts; its default key is the first key, and its {@link
   *     KmsBackend#keys()} allow {@link #secondKey()} if there is one
   */
  KmsBackend open();

  /**
   * Opens the backend on a key that {@link #open()} does not allow.
   *
   * @return a backend of the same scheme
   */
  KmsBackend openOtherKey();

  /**
   * Returns a key that {@link #open()} allows beside its default key.
   *
   * @return its id; empty if the backend has one key at a time
   */
  default Optional<String> secondKey() {
    return Optional.empty();
  }

  /**
   * Rotates the first key by other means than {@link KmsBackend#rotateKey}, such as a new line in a
   * key file. Called only if the backend lacks that capability.
   *
   * @return false if there are none
   */
  default boolean rotate() {
    return false;
  }

  /**
   * Opens the backend so that encrypting fails in a certain way.
   *
   * @param code KEY_NOT_FOUND, KEY_DISABLED, UNAUTHENTICATED, ACCESS_DENIED or UNAVAILABLE
   * @return such as a backend on a missing key or with a wrong token; empty if that cannot happen
   */
  default Optional<KmsBackend> openFailing(ErrorCode code) {
    return Optional.empty();
  }

  /**
   * Opens the backend without what it takes to decrypt, such as with public recipients only.
   *
   * @return a backend without the capability DECRYPT; empty if there is no such thing
   */
  default Optional<KmsBackend> openEncryptOnly() {
    return Optional.empty();
  }

  /**
   * Returns a URI that opens the backend with its registered provider.
   *
   * @param port a port on 127.0.0.1; if the backend has a server, the URI names this one
   * @return such as {@code vault:transit/app?server-url=…}; empty if no provider is registered
   */
  default Optional<String> uri(int port) {
    return Optional.empty();
  }

  /** Deletes what the test made. Called after every backend is closed. */
  @Override
  default void close() {}
}
