package dev.provisioning.kms.spi;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One backend: its cryptography or its wire, and nothing else. Implementations are safe for use by
 * many threads, keep and change no argument, and throw {@link KmsException} with the code that
 * fits.
 *
 * <p>{@link dev.provisioning.kms.Kms} calls with arguments that are checked: the key is allowed,
 * the plaintext is within the limit, the ciphertext is of this scheme. It fills in operation,
 * scheme and key of exceptions, retries those that are retryable, and never calls after {@link
 * #close()}.
 */
public interface KmsBackend extends AutoCloseable {
  /**
   * Returns the scheme that stands in ciphertexts.
   *
   * @return the scheme of the provider
   */
  String scheme();

  /**
   * Returns the key that the configuration names.
   *
   * @return the backend's full id of the key
   */
  String defaultKey();

  /**
   * Encrypts.
   *
   * @param keyId the key
   * @param plaintext what to encrypt; may be empty
   * @param context what to bind, with our own reserved entries; must not be dropped
   * @return {@link Ciphertext#of} the scheme, the key and version really used, and the blob
   */
  Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context);

  /**
   * Decrypts.
   *
   * @param ciphertext a ciphertext of this scheme and of an allowed key; its header is not
   *     authenticated, so that a version in it must equal the one in the blob
   * @param context what was bound
   * @return the plaintext, in an array that the caller may wipe
   */
  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context);

  /**
   * Decrypts within a time, since another backend can be asked meanwhile. Override it where a call
   * can hang.
   *
   * @param ciphertext as above
   * @param context as above
   * @param atMost the longest this may take, logins and all; TIMEOUT after it
   * @return the plaintext; by default from {@link #decrypt(Ciphertext, EncryptionContext)}, however
   *     long that takes
   */
  default byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    return decrypt(ciphertext, context);
  }

  /**
   * Describes a key.
   *
   * @param keyId the key
   * @return its id, version and state
   */
  KeyInfo describeKey(String keyId);

  /**
   * Checks whether the backend can be used.
   *
   * @param timeout the longest the check may take
   * @return the answer; never throws
   */
  Health health(Duration timeout);

  /** Releases connections and wipes secrets. Idempotent. */
  @Override
  void close();

  /**
   * Tells what this backend can do.
   *
   * @return the capabilities; by default {@link Capability#DECRYPT} alone
   */
  default Set<Capability> capabilities() {
    return Set.of(Capability.DECRYPT);
  }

  /**
   * Tells why a capability is missing, for the message of an operation that needs it.
   *
   * @param missing a capability that {@link #capabilities} does not have
   * @return a line for people without secrets; by default empty
   */
  default String whyNot(Capability missing) {
    return "";
  }

  /**
   * Returns the keys that the backend's own builder allows beside the default key.
   *
   * @return ids by logical name; by default none
   */
  default Map<String, String> keys() {
    return Map.of();
  }

  /**
   * Tells whether an id in a header is a key that the configuration lists, under another of its
   * names: its full id where an alias is listed, one of its versions, its copy in another Region.
   * Offline.
   *
   * @param listed a listed id, or the key of a view
   * @param named what a header says; hostile until proved otherwise
   * @return by default true for the same text alone
   */
  default boolean isSameKey(String listed, String named) {
    return listed.equals(named);
  }

  /**
   * Tells whether a ciphertext of a key may be tried although neither the configuration nor {@link
   * #keys()} lists the key, as one of an older identity in an age key file. Offline.
   *
   * @param named what a header says; hostile until proved otherwise
   * @return by default true for the default key alone
   */
  default boolean opens(String named) {
    return isSameKey(defaultKey(), named);
  }

  /**
   * Moves a ciphertext of this backend to a key of this backend in its newest version.
   *
   * @param ciphertext the ciphertext
   * @param keyId the key to move to
   * @param context what was bound and stays bound
   * @return the new ciphertext; by default decrypted and encrypted here
   */
  default Ciphertext rewrap(Ciphertext ciphertext, String keyId, EncryptionContext context) {
    byte[] plaintext = decrypt(ciphertext, context);
    try {
      return encrypt(keyId, plaintext, context);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  /**
   * Encrypts many in one call. Called only with {@link Capability#NATIVE_BATCH}.
   *
   * @param keyId the key
   * @param plaintexts the plaintexts, at least one
   * @param contexts one context for each
   * @return one result for each, in order
   * @throws KmsException UNSUPPORTED by default
   */
  default List<KmsResult<Ciphertext>> encryptAll(
      String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    throw KmsException.of(ErrorCode.UNSUPPORTED, "this backend has no batches");
  }

  /**
   * Decrypts many in one call. Called only with {@link Capability#NATIVE_BATCH}.
   *
   * @param ciphertexts the ciphertexts, at least one
   * @param contexts one context for each
   * @return one result for each, in order
   * @throws KmsException UNSUPPORTED by default
   */
  default List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    throw KmsException.of(ErrorCode.UNSUPPORTED, "this backend has no batches");
  }

  /**
   * Creates a key; one that exists is described and never replaced.
   *
   * @param keyId the key
   * @return the key
   * @throws KmsException UNSUPPORTED by default
   */
  default KeyInfo createKey(String keyId) {
    throw KmsException.of(ErrorCode.UNSUPPORTED, "this backend does not create keys");
  }

  /**
   * Adds a new version of a key; older ones still decrypt.
   *
   * @param keyId the key
   * @return the key with its new version
   * @throws KmsException UNSUPPORTED by default
   */
  default KeyInfo rotateKey(String keyId) {
    throw KmsException.of(ErrorCode.UNSUPPORTED, "this backend does not rotate keys");
  }

  /**
   * Has the server rotate a key by itself, or no longer.
   *
   * @param keyId the key
   * @param interval the time between two rotations, zero to end them; never negative
   * @return the key, with the interval among its details
   * @throws KmsException INVALID_ARGUMENT for an interval that the server does not keep;
   *     UNSUPPORTED by default
   */
  default KeyInfo rotateKeyEvery(String keyId, Duration interval) {
    throw KmsException.of(ErrorCode.UNSUPPORTED, "this backend does not rotate keys by itself");
  }
}
