package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encrypts and decrypts one text under a context. Safe for use by many threads. */
public final class TransitCipher {
  private final String scheme;
  private final Transit transit;
  private final BindingProof proof;

  /**
   * Encrypts by a transit.
   *
   * @param scheme stands in ciphertexts
   * @param transit the engine
   * @param proof that it binds contexts
   */
  public TransitCipher(String scheme, Transit transit, BindingProof proof) {
    this.scheme = scheme;
    this.transit = transit;
    this.proof = proof;
  }

  /**
   * Encrypts.
   *
   * @param key the key
   * @param plaintext what to encrypt
   * @param context what to bind
   * @return the ciphertext
   */
  public Ciphertext encrypt(KeyName key, byte[] plaintext, EncryptionContext context) {
    byte[] bound = associatedData(context);
    if (bound == null) {
      return ciphertext(key, transit.encrypt(key, plaintext, null, () -> {}));
    }
    return BindingProof.settled(
        () -> {
          Sighting sent = proof.sighting();
          TransitBlob made = transit.encrypt(key, plaintext, bound, sent::note);
          return proof.holdsForMade(sent, key, made, bound)
              ? Optional.of(ciphertext(key, made))
              : Optional.empty();
        });
  }

  /**
   * Decrypts.
   *
   * @param key the ciphertext's key
   * @param ciphertext the ciphertext
   * @param context what was bound
   * @return the plaintext
   */
  public byte[] decrypt(KeyName key, Ciphertext ciphertext, EncryptionContext context) {
    return decrypt(transit, key, ciphertext, context);
  }

  /**
   * Decrypts within a time, logins and proofs included.
   *
   * @param key the ciphertext's key
   * @param ciphertext the ciphertext
   * @param context what was bound
   * @param atMost the longest it may take
   * @return the plaintext
   */
  public byte[] decrypt(
      KeyName key, Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    return decrypt(transit.within(TimeLimit.in(atMost)), key, ciphertext, context);
  }

  private byte[] decrypt(
      Transit by, KeyName key, Ciphertext ciphertext, EncryptionContext context) {
    TransitBlob blob = blob(ciphertext);
    byte[] bound = associatedData(context);
    return bound == null
        ? by.decrypt(key, blob, null, () -> {})
        : BindingProof.settled(() -> opened(by, key, blob, bound));
  }

  private Optional<byte[]> opened(Transit by, KeyName key, TransitBlob blob, byte[] bound) {
    Sighting sent = proof.sighting();
    byte[] plaintext = by.decrypt(key, blob, bound, sent::note);
    boolean holds = false;
    try {
      holds = proof.holdsForOpened(by, sent, key, blob, bound);
    } finally {
      if (!holds) {
        Arrays.fill(plaintext, (byte) 0);
      }
    }
    return holds ? Optional.of(plaintext) : Optional.empty();
  }

  /**
   * Moves a ciphertext to a key's newest version: on the server where no context is bound, since
   * Transit's own rewrap knows no associated data; otherwise here.
   *
   * @param from the ciphertext's key
   * @param ciphertext the ciphertext
   * @param to the key to move to
   * @param context what was bound and stays bound
   * @return the new ciphertext
   */
  public Ciphertext rewrap(
      KeyName from, Ciphertext ciphertext, KeyName to, EncryptionContext context) {
    if (from.equals(to) && context.isEmpty()) {
      return ciphertext(to, transit.rewrap(to, blob(ciphertext)));
    }
    byte[] plaintext = decrypt(from, ciphertext, context);
    try {
      return encrypt(to, plaintext, context);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  Ciphertext ciphertext(KeyName key, TransitBlob made) {
    return Ciphertext.of(scheme, key.toString(), made.version(), made.bytes());
  }

  /** The header is not authenticated: where it names a version, it is the blob's. */
  static TransitBlob blob(Ciphertext ciphertext) {
    TransitBlob blob = TransitBlob.parse(ciphertext.blob());
    String claimed = ciphertext.keyVersion();
    if (!claimed.isEmpty() && !claimed.equals(blob.version())) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "header and ciphertext name different key versions");
    }
    return blob;
  }

  /**
   * Nothing is bound for an empty context: to Transit, no associated data and none are the same.
   */
  static byte @Nullable [] associatedData(EncryptionContext context) {
    return context.isEmpty() ? null : context.canonicalBytes();
  }
}
