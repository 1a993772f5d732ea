package dev.provisioning.kms.age.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.format.StanzaType;
import dev.provisioning.kms.age.format.UnpaddedBase64;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The X25519 recipient: Diffie-Hellman with a fresh share, HKDF, and the wrap of the file key. */
public final class X25519 {
  /** Length of a scalar, a point and a shared secret in bytes. */
  public static final int BYTES = 32;

  private static final String INFO = "age-encryption.org/v1/X25519";

  private X25519() {}

  /**
   * Computes the public key of a secret one.
   *
   * @param scalar 32 bytes
   * @return 32 bytes
   */
  public static byte[] publicKey(byte[] scalar) {
    byte[] point = new byte[BYTES];
    org.bouncycastle.math.ec.rfc7748.X25519.scalarMultBase(scalar, 0, point, 0);
    return point;
  }

  /**
   * Tells whether a point is of low order, so that every shared secret with it is zero.
   *
   * @param point 32 bytes
   * @return true if it must not be used as a public key
   */
  public static boolean isLowOrder(byte[] point) {
    // Any scalar shows it, because clamping makes all of them multiples of the cofactor.
    byte[] scalar = new byte[BYTES];
    return isZero(agree(scalar, point));
  }

  /**
   * Wraps a file key.
   *
   * @param fileKey the key to wrap
   * @param recipient the public key, not of low order
   * @param random the source of the ephemeral secret, which is used for this one stanza only
   * @return the stanza
   */
  public static Stanza wrap(FileKey fileKey, byte[] recipient, SecureRandom random) {
    byte[] ephemeral = new byte[BYTES];
    random.nextBytes(ephemeral);
    byte[] share = publicKey(ephemeral);
    byte[] secret = agree(ephemeral, recipient);
    Arrays.fill(ephemeral, (byte) 0);
    if (isZero(secret)) {
      throw new IllegalArgumentException("the recipient is a point of low order");
    }
    byte[] key = wrappingKey(secret, share, recipient);
    try {
      return new Stanza(
          StanzaType.X25519,
          List.of(new String(UnpaddedBase64.encode(share), US_ASCII)),
          FileKeyWrap.seal(key, fileKey));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /**
   * Unwraps a file key.
   *
   * @param stanza an X25519 stanza in the form that the header rules demand
   * @param scalar the secret key
   * @param recipient its public key
   * @return the file key, or null if the stanza is for somebody else
   * @throws AgeException HEADER if the share is a point of low order
   */
  public static @Nullable FileKey unwrap(Stanza stanza, byte[] scalar, byte[] recipient)
      throws AgeException {
    byte[] share =
        Objects.requireNonNull(UnpaddedBase64.decode(stanza.arguments().get(0).getBytes(US_ASCII)));
    byte[] secret = agree(scalar, share);
    if (isZero(secret)) {
      throw new AgeException(
          AgeException.Failure.HEADER, "the share of an X25519 stanza is a point of low order");
    }
    byte[] key = wrappingKey(secret, share, recipient);
    try {
      return FileKeyWrap.open(key, stanza.body());
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] agree(byte[] scalar, byte[] point) {
    byte[] secret = new byte[BYTES];
    org.bouncycastle.math.ec.rfc7748.X25519.scalarMult(scalar, 0, point, 0, secret, 0);
    return secret;
  }

  /** Wipes the shared secret. */
  private static byte[] wrappingKey(byte[] secret, byte[] share, byte[] recipient) {
    byte[] salt = Arrays.copyOf(share, 2 * BYTES);
    System.arraycopy(recipient, 0, salt, BYTES, BYTES);
    byte[] key = Hkdf.derive(secret, salt, INFO);
    Arrays.fill(secret, (byte) 0);
    return key;
  }

  // RFC 7748 section 6.1: an all-zero result is to be refused, found without a branch on its bytes.
  private static boolean isZero(byte[] secret) {
    int bits = 0;
    for (byte b : secret) {
      bits |= b;
    }
    return bits == 0;
  }
}
