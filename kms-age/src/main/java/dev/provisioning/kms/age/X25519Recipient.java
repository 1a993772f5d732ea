package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.X25519;
import dev.provisioning.kms.age.format.Bech32;
import dev.provisioning.kms.age.format.Stanza;
import java.security.SecureRandom;
import java.util.Arrays;

/** A Curve25519 public key. */
final class X25519Recipient extends AgeRecipient {
  private static final String PREFIX = "age";

  private final byte[] point;

  /** Takes over 32 bytes. */
  X25519Recipient(byte[] point) {
    this.point = point;
  }

  static X25519Recipient decode(byte[] text) {
    try (Bech32.Decoded decoded = Bech32.decode(text)) {
      if (decoded == null || !decoded.prefix().equals(PREFIX)) {
        throw new IllegalArgumentException("the recipient (age1...) is mistyped or cut off");
      }
      byte[] point = decoded.data();
      if (point.length != X25519.BYTES) {
        throw new IllegalArgumentException("the recipient (age1...) does not hold 32 bytes");
      }
      // Found here and not at the first file: nothing encrypted to such a point is secret.
      if (X25519.isLowOrder(point)) {
        throw new IllegalArgumentException("the recipient (age1...) is a point of low order");
      }
      return new X25519Recipient(point);
    }
  }

  @Override
  Stanza wrap(FileKey fileKey, SecureRandom random) {
    return X25519.wrap(fileKey, point, random);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof X25519Recipient that && Arrays.equals(point, that.point);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(point);
  }

  @Override
  public String toString() {
    return new String(Bech32.encode(PREFIX, point), US_ASCII);
  }
}
