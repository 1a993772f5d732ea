package dev.provisioning.kms;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a backend produced, with a header that says which backend, key and key version made it.
 * Immutable, serializable, and safe to parse from hostile input.
 *
 * <p>The header only selects among the keys that a configuration allows; it is not authenticated.
 * The byte form is described in the README of this module. The text form is {@code kms1.} and the
 * same bytes in base64url without padding.
 */
public final class Ciphertext implements Serializable {
  /** The largest {@link #blob()}, in bytes. */
  public static final int MAX_BLOB = 32 * 1024 * 1024;

  private static final long serialVersionUID = 1L;

  private final transient String backend;
  private final transient String keyId;
  private final transient String keyVersion;
  private final transient boolean dataKey;
  private final transient @Nullable List<String> contextKeys;
  private final transient byte[] blob;

  /** The caller has checked every part and hands over the array. */
  Ciphertext(
      String backend,
      String keyId,
      String keyVersion,
      boolean dataKey,
      @Nullable List<String> contextKeys,
      byte[] blob) {
    this.backend = backend;
    this.keyId = keyId;
    this.keyVersion = keyVersion;
    this.dataKey = dataKey;
    this.contextKeys = contextKeys;
    this.blob = blob;
  }

  /**
   * Adopts what was made elsewhere, such as a plain age file or a {@code vault:v3:…} text in a
   * database; for backends, the result of their own encryption.
   *
   * @param backend the scheme, 1 to 32 characters of {@code a-z 0-9 + . -}, first a letter
   * @param keyId the backend's full id of the key, 1 to 2048 characters 0x21 to 0x7E
   * @param keyVersion the version of the key, at most 64 characters 0x21 to 0x7E; empty if unknown
   * @param blob exactly what the backend produced, 1 to {@value #MAX_BLOB} bytes
   * @return the ciphertext
   * @throws KmsException INVALID_ARGUMENT for anything outside these bounds
   */
  public static Ciphertext of(String backend, String keyId, String keyVersion, byte[] blob) {
    String complaint = CiphertextFormat.complaint(backend, keyId, keyVersion, blob.length);
    if (complaint != null) {
      throw KmsException.of(ErrorCode.INVALID_ARGUMENT, complaint);
    }
    return new Ciphertext(backend, keyId, keyVersion, false, null, blob.clone());
  }

  /**
   * Reads the byte form.
   *
   * @param bytes what {@link #toBytes()} returned
   * @return the ciphertext
   * @throws InvalidCiphertextException for anything else, naming the first field that is wrong
   */
  public static Ciphertext parse(byte[] bytes) {
    return CiphertextFormat.parse(bytes);
  }

  /**
   * Reads the text form. Spaces and line ends around it are not accepted.
   *
   * @param text what {@link #toString()} returned
   * @return the ciphertext
   * @throws InvalidCiphertextException for anything else
   */
  public static Ciphertext parse(String text) {
    return CiphertextFormat.parse(CiphertextText.decode(text));
  }

  /**
   * Says that this is a wrapped data key, for one that was adopted by {@link #of}: {@link
   * KmsClient#rewrap} treats the two kinds differently.
   *
   * @return the same ciphertext with {@link #isDataKey()} true
   */
  public Ciphertext asDataKey() {
    return describing(true, contextKeys);
  }

  /** This ciphertext with what {@link Kms} knows of its making. */
  Ciphertext describing(boolean isDataKey, @Nullable List<String> keys) {
    return new Ciphertext(backend, keyId, keyVersion, isDataKey, keys, blob);
  }

  /**
   * Returns the scheme of the backend, never the name of a configuration section.
   *
   * @return the scheme, such as {@code age}
   */
  public String backend() {
    return backend;
  }

  /**
   * Returns the key that made it.
   *
   * @return the backend's full id
   */
  public String keyId() {
    return keyId;
  }

  /**
   * Returns the version of the key that made it.
   *
   * @return the version; empty where keys have none or it is not known
   */
  public String keyVersion() {
    return keyVersion;
  }

  /**
   * Tells whether it says to be a wrapped data key. A hint: what it really is, the cryptography
   * decides.
   *
   * @return true for {@link DataKey#wrapped()}
   */
  public boolean isDataKey() {
    return dataKey;
  }

  /**
   * Returns the keys of its context, for messages and listings. A hint: not authenticated, and
   * absent if the configuration switches it off or the ciphertext was made elsewhere.
   *
   * @return the keys in canonical order
   */
  public Optional<List<String>> contextKeys() {
    return Optional.ofNullable(contextKeys);
  }

  /**
   * Returns exactly what the backend produced: an age file, a Vault text, a KMS blob.
   *
   * @return a new array
   */
  public byte[] blob() {
    return blob.clone();
  }

  int blobLength() {
    return blob.length;
  }

  /**
   * Returns the byte form.
   *
   * @return a new array
   */
  public byte[] toBytes() {
    return CiphertextFormat.write(this, blob);
  }

  /**
   * Returns the text form: 7-bit, no spaces, safe in JSON, YAML, URLs and columns.
   *
   * @return {@code kms1.} and base64url
   */
  @Override
  public String toString() {
    return CiphertextText.encode(toBytes());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ciphertext that && Arrays.equals(toBytes(), that.toBytes());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(blob);
  }

  /**
   * Serializes a form that is checked when it is read.
   *
   * @return that form
   */
  private Object writeReplace() {
    return new Serialized(toBytes());
  }

  /**
   * Refuses a stream that was not written by this class.
   *
   * @param in the stream
   * @throws InvalidObjectException always
   */
  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("only the serialized form is read");
  }

  private static final class Serialized implements Serializable {
    private static final long serialVersionUID = 1L;
    private final byte[] bytes;

    Serialized(byte[] bytes) {
      this.bytes = bytes;
    }

    private Object readResolve() throws InvalidObjectException {
      try {
        return parse(bytes);
      } catch (KmsException | NullPointerException e) {
        InvalidObjectException invalid = new InvalidObjectException("not a valid ciphertext");
        invalid.initCause(e);
        throw invalid;
      }
    }
  }
}
