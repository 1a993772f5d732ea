package dev.provisioning.kms;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a ciphertext is for, as key-value pairs such as {@code env=prod}: bound to the ciphertext,
 * not secret, not stored in full, and needed again to decrypt. Immutable and serializable.
 *
 * <p>Keys and values are texts without control characters and unpaired surrogates; a key is not
 * empty, has no format or separator characters (Unicode Cf, Zl, Zp), and keys starting with {@code
 * kms1-} are reserved. Nothing is trimmed or normalised. The canonical form of all entries has at
 * most {@value #MAX_BYTES} bytes. Everything else is a {@link KmsException} INVALID_ARGUMENT.
 *
 * <p>Entries are ordered by the unsigned bytes of their keys in UTF-8, and two contexts are equal
 * if their canonical forms are.
 */
public final class EncryptionContext implements Serializable {
  /**
   * The largest canonical form that a caller can make, in bytes; 64 more are kept for our own
   * entries.
   */
  public static final int MAX_BYTES = 8128;

  static final String RESERVED_PREFIX = "kms1-";

  /** Keeps a wrapped data key and a ciphertext apart, even under the same context (design, 11). */
  private static final String PURPOSE = "kms1-purpose";

  private static final long serialVersionUID = 1L;
  private static final EncryptionContext EMPTY = new EncryptionContext(new TreeMap<>());

  private final transient Map<String, String> entries;
  private final transient byte[] canonical;
  private final transient List<String> keys;

  /** Made once, because each message needs it. A race makes it twice, which does no harm. */
  private transient @Nullable EncryptionContext forEnvelope;

  private EncryptionContext(SortedMap<String, String> entries) {
    this.entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    this.canonical = CanonicalContext.encode(entries);
    this.keys = List.copyOf(entries.keySet());
  }

  /**
   * Returns the context without entries.
   *
   * @return the empty context
   */
  public static EncryptionContext empty() {
    return EMPTY;
  }

  /**
   * Makes a context with one entry.
   *
   * @param key the key
   * @param value the value; may be empty
   * @return the context
   * @throws KmsException INVALID_ARGUMENT
   */
  public static EncryptionContext of(String key, String value) {
    return EMPTY.with(key, value);
  }

  /**
   * Makes a context of a map.
   *
   * @param entries the entries, in any order
   * @return the context
   * @throws KmsException INVALID_ARGUMENT
   */
  public static EncryptionContext of(Map<String, String> entries) {
    if (entries.isEmpty()) {
      return EMPTY;
    }
    SortedMap<String, String> sorted = new TreeMap<>(CanonicalContext.KEY_ORDER);
    entries.forEach(
        (key, value) -> {
          CanonicalContext.check(
              Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
          if (sorted.put(key, value) != null) {
            throw invalid("the map has a context key twice");
          }
        });
    return new EncryptionContext(sorted).withinLimit();
  }

  /**
   * Reads the text form, {@code env=prod,service=api}: entries split at {@code ,}, each at its
   * first {@code =}. What this form cannot say, the map can.
   *
   * @param text the text form; an empty text is the empty context
   * @return the context
   * @throws KmsException INVALID_ARGUMENT for an empty key, a missing {@code =} or a repeated key
   */
  public static EncryptionContext parse(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    Map<String, String> entries = new LinkedHashMap<>();
    int number = 0;
    for (String entry : text.split(",", -1)) {
      number++;
      int equals = entry.indexOf('=');
      if (equals < 1) {
        throw invalid("entry " + number + " of the context is not key=value");
      }
      String key = entry.substring(0, equals);
      if (entries.putIfAbsent(key, entry.substring(equals + 1)) != null) {
        throw invalid("entry " + number + " of the context repeats its key");
      }
    }
    return of(entries);
  }

  /**
   * Returns this context with one more entry.
   *
   * @param key a key that is not there yet
   * @param value the value; may be empty
   * @return a new context
   * @throws KmsException INVALID_ARGUMENT, also if the key is there with another value
   */
  public EncryptionContext with(String key, String value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    CanonicalContext.check(key, value);
    String before = entries.get(key);
    if (before != null && !before.equals(value)) {
      throw invalid("the context has another value for this key already: " + key);
    }
    return adding(key, value).withinLimit();
  }

  /** Adds our own entry; there is always room for it. */
  EncryptionContext forDataKey() {
    return adding(PURPOSE, "data-key");
  }

  /** Adds our own entry for the data key of an envelope, which no other operation opens. */
  EncryptionContext forEnvelope() {
    EncryptionContext known = forEnvelope;
    if (known == null) {
      known = adding(PURPOSE, "envelope");
      forEnvelope = known;
    }
    return known;
  }

  private EncryptionContext adding(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(CanonicalContext.KEY_ORDER);
    more.putAll(entries);
    more.put(key, value);
    return new EncryptionContext(more);
  }

  private EncryptionContext withinLimit() {
    if (canonical.length > MAX_BYTES) {
      throw invalid("the context has " + canonical.length + " bytes; the limit is " + MAX_BYTES);
    }
    return this;
  }

  static KmsException invalid(String message) {
    return KmsException.of(ErrorCode.INVALID_ARGUMENT, message);
  }

  /**
   * Returns the entries.
   *
   * @return an unmodifiable map in canonical order
   */
  public Map<String, String> entries() {
    return entries;
  }

  /**
   * Returns the keys, which may appear in messages and logs.
   *
   * @return an immutable list in canonical order
   */
  public List<String> keys() {
    return keys;
  }

  /**
   * Tells whether there is nothing to bind.
   *
   * @return true without entries
   */
  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /**
   * Returns the bytes that backends bind: a count, then for each entry in order the length and
   * bytes of its key and the length and bytes of its value; count and lengths are 4 bytes,
   * big-endian; texts are UTF-8.
   *
   * @return a new array; without any bytes if there are no entries
   */
  public byte[] canonicalBytes() {
    return canonical.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncryptionContext that && entries.equals(that.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  /** Shows the keys only: values may say more about a customer than a log should. */
  @Override
  public String toString() {
    return "EncryptionContext" + keys();
  }

  /**
   * Serializes a form that is checked when it is read.
   *
   * @return that form
   */
  private Object writeReplace() {
    return new Serialized(new LinkedHashMap<>(entries));
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

  private record Serialized(LinkedHashMap<String, String> entries) implements Serializable {
    private static final long serialVersionUID = 1L;

    private Object readResolve() throws InvalidObjectException {
      try {
        return of(entries);
      } catch (KmsException | NullPointerException | ClassCastException e) {
        InvalidObjectException invalid = new InvalidObjectException("not a valid context");
        invalid.initCause(e);
        throw invalid;
      }
    }
  }
}
