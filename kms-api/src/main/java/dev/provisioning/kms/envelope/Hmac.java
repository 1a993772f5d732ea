package dev.provisioning.kms.envelope;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA-256 (RFC 2104) under one key of 32 bytes. For one thread. The JDK's {@code Mac} keeps
 * its pads, from which the key follows, and looks for a provider at each message, which costs as
 * much as all four hashes.
 */
final class Hmac implements AutoCloseable {
  private static final int BLOCK = 64;
  private static final byte INNER = 0x36;
  private static final byte OUTER = 0x5c;

  private final MessageDigest sha;
  private final byte[] inner;
  private final byte[] outer;

  /** Uses a digest that is reset, and leaves it so; copies the key. */
  Hmac(MessageDigest sha, byte[] key) {
    if (key.length != sha.getDigestLength()) {
      throw new IllegalArgumentException("the key has " + key.length + " bytes");
    }
    this.sha = sha;
    this.inner = pad(key, INNER);
    this.outer = pad(key, OUTER);
  }

  private static byte[] pad(byte[] key, byte filling) {
    byte[] pad = new byte[BLOCK];
    Arrays.fill(pad, filling);
    for (int i = 0; i < key.length; i++) {
      pad[i] ^= key[i];
    }
    return pad;
  }

  byte[] of(byte[] message) {
    sha.update(inner);
    byte[] hash = sha.digest(message);
    sha.update(outer);
    try {
      return sha.digest(hash);
    } finally {
      // With a key that is public, as a salt, the result follows from it.
      Arrays.fill(hash, (byte) 0);
    }
  }

  /** Wipes the key. */
  @Override
  public void close() {
    Arrays.fill(inner, (byte) 0);
    Arrays.fill(outer, (byte) 0);
  }
}
