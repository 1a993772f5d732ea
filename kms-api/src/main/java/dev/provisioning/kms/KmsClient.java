package dev.provisioning.kms;

import dev.provisioning.kms.spi.EnvelopeKeys;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Encrypts and decrypts with one key of one backend. This is the type that application code takes.
 *
 * <p>A client is safe for use by many threads and holds nothing to close: {@link Kms} owns the
 * connections. Calls block; on a JDK with virtual threads that is the asynchronous form too.
 *
 * <p>Every operation takes an {@link EncryptionContext} and binds it: a wrong, missing or extra
 * entry makes decryption fail. Array arguments are neither kept nor changed. A null argument is a
 * {@link NullPointerException}, use after {@link Kms#close()} an {@link IllegalStateException};
 * everything else that can go wrong is a {@link KmsException}.
 */
public interface KmsClient {
  /**
   * The largest plaintext of {@link #encrypt}, in bytes, on every backend unless its section of the
   * configuration raises it: what works on a laptop works in production.
   */
  int MAX_PLAINTEXT = 4096;

  /**
   * Encrypts at most {@value #MAX_PLAINTEXT} bytes.
   *
   * @param plaintext what to encrypt; may be empty
   * @param context what the ciphertext is for; needed again to decrypt
   * @return the ciphertext, which names the backend, key and key version that made it
   * @throws KmsException TOO_LARGE, or what the backend answers
   */
  Ciphertext encrypt(byte[] plaintext, EncryptionContext context);

  /**
   * Decrypts what {@link #encrypt} returned, by this client or by another one with the same key,
   * also after a rotation.
   *
   * @param ciphertext the ciphertext
   * @param context the same context as in {@code encrypt}
   * @return the plaintext, which the caller wipes
   * @throws InvalidCiphertextException if it is tampered, or the key or the context is another one
   * @throws KeyAccessException if the ciphertext names a key that the configuration does not allow
   */
  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context);

  /**
   * Encrypts a text as UTF-8, for columns and configuration files.
   *
   * @param plaintext the text, at most {@value #MAX_PLAINTEXT} bytes in UTF-8
   * @param context what the ciphertext is for
   * @return the text form of the ciphertext, {@code kms1.} and base64url
   * @throws KmsException INVALID_ARGUMENT for an unpaired surrogate, which UTF-8 cannot say
   */
  String encryptText(String plaintext, EncryptionContext context);

  /**
   * Decrypts what {@link #encryptText} returned.
   *
   * @param ciphertext the text form
   * @param context the same context
   * @return the text
   * @throws InvalidCiphertextException also if the plaintext is not UTF-8
   */
  String decryptText(String ciphertext, EncryptionContext context);

  /**
   * Makes a fresh random key for local encryption, together with its wrapped form to store beside
   * the data.
   *
   * @param spec the kind of key
   * @param context what the key is for
   * @return the key, which the caller closes
   */
  DataKey generateDataKey(DataKeySpec spec, EncryptionContext context);

  /**
   * Recovers a data key from its wrapped form.
   *
   * @param wrapped what {@link DataKey#wrapped()} returned
   * @param context the same context
   * @return the key, which the caller closes
   * @throws InvalidCiphertextException also if the ciphertext is not a wrapped data key
   */
  DataKey decryptDataKey(Ciphertext wrapped, EncryptionContext context);

  /**
   * Tells whether {@link #rewrap} would change anything: the ciphertext was made by another
   * backend, another key or an older version. The current version is asked for at most once in 60
   * seconds.
   *
   * @param ciphertext a ciphertext of {@link #encrypt} or {@link DataKey#wrapped()}
   * @return true if it is not under this client's key in its newest version
   */
  boolean needsRewrap(Ciphertext ciphertext);

  /**
   * Moves a ciphertext or wrapped data key to this client's key in its newest version. The
   * plaintext and the context stay.
   *
   * @param ciphertext the ciphertext, of any backend and key that this client may decrypt
   * @param context its context
   * @return a new ciphertext; the old one still decrypts
   */
  Ciphertext rewrap(Ciphertext ciphertext, EncryptionContext context);

  /**
   * Encrypts many plaintexts, in one round trip where the backend can.
   *
   * @param plaintexts the plaintexts
   * @param contexts one context for each plaintext
   * @return one result for each plaintext, in their order; a failed item fails alone
   * @throws IllegalArgumentException if the lists differ in size
   */
  List<KmsResult<Ciphertext>> encryptAll(List<byte[]> plaintexts, List<EncryptionContext> contexts);

  /**
   * Decrypts many ciphertexts, in one round trip where the backend can.
   *
   * @param ciphertexts the ciphertexts
   * @param contexts one context for each ciphertext
   * @return one result for each ciphertext, in their order; a failed item fails alone
   * @throws IllegalArgumentException if the lists differ in size
   */
  List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts);

  /**
   * Returns a client for another allowed key of the same backend. Needs no network, costs next to
   * nothing, and decrypts ciphertexts of its own key only: the view to hand to one tenant.
   *
   * @param key a logical name of the configuration, or the backend's id of an allowed key
   * @return the client
   * @throws KeyAccessException ACCESS_DENIED if the configuration does not allow the key
   */
  KmsClient forKey(String key);

  /**
   * Asks the backend about this client's key.
   *
   * @return the key's id, current version and state
   */
  KeyInfo describeKey();

  /**
   * Creates this client's key; a key that exists is described and never replaced.
   *
   * @return the key
   * @throws KmsException UNSUPPORTED without {@link Capability#CREATE_KEY}
   */
  KeyInfo createKey();

  /**
   * Adds a new version, which encrypts from now on. Older versions still decrypt.
   *
   * @return the key with its new version
   * @throws KmsException UNSUPPORTED without {@link Capability#ROTATE_KEY}
   */
  KeyInfo rotateKey();

  /**
   * Has the backend rotate this client's key by itself from now on, or no longer.
   *
   * @param interval the time between two rotations; zero ends them. Backends take whole units of
   *     their own, such as whole days, and refuse what they cannot keep
   * @return the key, with the interval among its details
   * @throws KmsException INVALID_ARGUMENT for an interval that is negative or that the backend does
   *     not keep; UNSUPPORTED without {@link Capability#SCHEDULED_ROTATION}
   */
  KeyInfo rotateKeyEvery(Duration interval);

  /**
   * Tells what this client can do.
   *
   * @return an immutable set
   */
  Set<Capability> capabilities();

  /**
   * Returns what {@link dev.provisioning.kms.envelope.Envelope} needs of a client. Applications do
   * not call it; a client that decorates another one passes it on.
   *
   * @return the wrapping and unwrapping of envelope keys
   * @throws KmsException UNSUPPORTED for a client of another make that does not have it
   */
  default EnvelopeKeys envelopeKeys() {
    throw KmsException.of(
        ErrorCode.UNSUPPORTED,
        getClass().getName() + " wraps no envelope keys; it has to pass on envelopeKeys()");
  }
}
