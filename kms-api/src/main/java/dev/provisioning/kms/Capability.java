package dev.provisioning.kms;

/** What a backend can do beyond encrypting and decrypting under a bound context. */
public enum Capability {
  /**
   * A ciphertext proves that its writer held a credential. False where anyone with a public
   * recipient can encrypt, as with age.
   */
  AUTHENTICATED,
  /** No call leaves this machine. */
  OFFLINE,
  /** This client holds what it takes to decrypt; an age client with recipients only does not. */
  DECRYPT,
  /** Keys have versions, and a ciphertext names the one that made it. */
  KEY_VERSIONS,
  /** The backend moves a ciphertext to a new version without showing the plaintext. */
  NATIVE_REWRAP,
  /** Many items travel in one call. */
  NATIVE_BATCH,
  /** {@link KmsClient#createKey} works. */
  CREATE_KEY,
  /** {@link KmsClient#rotateKey} works. */
  ROTATE_KEY,
  /** {@link KmsClient#rotateKeyEvery} works. */
  SCHEDULED_ROTATION
}
