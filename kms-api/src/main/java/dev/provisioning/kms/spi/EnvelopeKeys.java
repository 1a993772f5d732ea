package dev.provisioning.kms.spi;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.KmsException;
import java.time.Duration;

/**
 * Wraps and unwraps the data keys of envelopes. They are bound to a purpose of their own: {@code
 * decrypt} and {@code decryptDataKey} refuse them, and {@link #unwrap} refuses what those open.
 * Safe for use by many threads.
 */
public interface EnvelopeKeys {
  /**
   * Tells whether the configuration lets this client try to unwrap a key. Offline.
   *
   * @param wrapped a wrapped key; its header is hostile until proved otherwise
   * @return false if {@link #unwrap} would refuse it before any call
   */
  boolean admits(Ciphertext wrapped);

  /**
   * Tells how many servers {@link #unwrap} may have to ask about a key. The keys of a message are
   * hostile until one of them opens it, so that only a few are tried where trying costs calls.
   *
   * @param wrapped a wrapped key that this client admits
   * @return 0 if no server is asked; by default 1
   */
  default int servers(Ciphertext wrapped) {
    return 1;
  }

  /**
   * Encrypts a key.
   *
   * @param key 32 bytes, neither kept nor changed
   * @param context the context of the message, without reserved entries
   * @return the wrapped key
   */
  Ciphertext wrap(byte[] key, EncryptionContext context);

  /**
   * Decrypts a key.
   *
   * @param wrapped what {@link #wrap} returned
   * @param context the same context
   * @param atMost the longest that this may take, repetitions included
   * @return 32 bytes, which the caller wipes
   * @throws dev.provisioning.kms.InvalidCiphertextException also for what was wrapped for another
   *     purpose, and for a key of another length
   */
  byte[] unwrap(Ciphertext wrapped, EncryptionContext context, Duration atMost);

  /**
   * Decrypts what {@code encrypt} made, which is no envelope, within a limit.
   *
   * @param ciphertext the ciphertext
   * @param context what was bound
   * @param atMost the longest that this may take, repetitions included
   * @return the plaintext, which the caller wipes
   */
  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost);

  /**
   * Tells whether a failure of {@link #unwrap} or {@link #decrypt} ends the search for a key that
   * opens a message: nobody else is asked when a listener refused the operation or the thread was
   * interrupted.
   *
   * @param failure what one of them threw
   * @return true if no other client and no other wrapped key may be tried
   */
  boolean isFinal(KmsException failure);
}
