package dev.provisioning.kms.age;

import dev.provisioning.kms.age.crypto.FileKey;
import dev.provisioning.kms.age.crypto.X25519;
import dev.provisioning.kms.age.format.Bech32;
import dev.provisioning.kms.age.format.Stanza;
import dev.provisioning.kms.age.format.StanzaType;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A Curve25519 secret key. */
final class X25519Identity extends AgeIdentity {
  private static final String PREFIX = "AGE-SECRET-KEY-";
  private static final String LOWER_PREFIX = "age-secret-key-";

  private final byte[] scalar;
  private final byte[] point;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean closed;

  /** Takes over 32 bytes. */
  private X25519Identity(byte[] scalar) {
    this.scalar = scalar;
    this.point = X25519.publicKey(scalar);
  }

  static X25519Identity random() {
    byte[] scalar = new byte[X25519.BYTES];
    new SecureRandom().nextBytes(scalar);
    return new X25519Identity(scalar);
  }

  static X25519Identity decode(byte[] text) {
    try (Bech32.Decoded decoded = Bech32.decode(text)) {
      if (decoded == null || !decoded.prefix().equals(PREFIX)) {
        throw new IllegalArgumentException(
            "the identity (AGE-SECRET-KEY-1...) is mistyped or cut off");
      }
      byte[] scalar = decoded.data();
      if (scalar.length != X25519.BYTES) {
        Arrays.fill(scalar, (byte) 0);
        throw new IllegalArgumentException(
            "the identity (AGE-SECRET-KEY-1...) does not hold 32 bytes");
      }
      return new X25519Identity(scalar);
    }
  }

  @Override
  public AgeRecipient recipient() {
    return new X25519Recipient(point.clone());
  }

  @Override
  public char[] exportSecret() {
    byte[] copy = secret();
    byte[] text = Bech32.encode(LOWER_PREFIX, copy);
    Arrays.fill(copy, (byte) 0);
    char[] upper = new char[text.length];
    for (int i = 0; i < text.length; i++) {
      upper[i] = (char) (text[i] >= 'a' && text[i] <= 'z' ? text[i] - ('a' - 'A') : text[i]);
    }
    Arrays.fill(text, (byte) 0);
    return upper;
  }

  @Override
  @Nullable FileKey unwrap(Stanza stanza) throws AgeException {
    if (!stanza.type().equals(StanzaType.X25519)) {
      return null;
    }
    byte[] copy = secret();
    try {
      return X25519.unwrap(stanza, copy, point);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      Arrays.fill(scalar, (byte) 0);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public String toString() {
    return "AgeIdentity[" + recipient() + "]";
  }

  /** Copies the secret, so that a concurrent close cannot zero it in the middle of a use. */
  private byte[] secret() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the identity is closed");
      }
      return scalar.clone();
    } finally {
      lock.unlock();
    }
  }
}
