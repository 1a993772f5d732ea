package dev.provisioning.kms.age.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The 16 random bytes of one file, from which its keys are derived. {@link #close} wipes them. */
public final class FileKey implements AutoCloseable {
  /** Length in bytes. */
  public static final int BYTES = 16;

  private static final byte[] NO_SALT = {};

  private final byte[] key;

  /**
   * Takes over the bytes of a key.
   *
   * @param key 16 bytes, owned by the new object from now on
   */
  public FileKey(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("a file key has 16 bytes");
    }
    this.key = key;
  }

  /**
   * Makes a new key.
   *
   * @param random the source of the bytes
   * @return a key for one file
   */
  public static FileKey generate(SecureRandom random) {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return new FileKey(key);
  }

  /** Returns the key itself, for a wrap; not to be changed or kept. */
  byte[] bytes() {
    return key;
  }

  /**
   * Computes the MAC of a header.
   *
   * @param authenticated the bytes from the version line to {@code ---}
   * @return 32 bytes
   */
  public byte[] headerMac(byte[] authenticated) {
    return mac("header", authenticated);
  }

  /**
   * Derives the key of the payload.
   *
   * @param nonce the 16 bytes before the first chunk
   * @return a key that the caller destroys
   */
  public PayloadKey payloadKey(byte[] nonce) {
    return new PayloadKey(Hkdf.derive(key, nonce, "payload"));
  }

  /** Computes a MAC under a key derived for one use, named by {@code info}. */
  byte[] mac(String info, byte[] message) {
    byte[] macKey = Hkdf.derive(key, NO_SALT, info);
    HMac hmac = new HMac(new SHA256Digest());
    hmac.init(new KeyParameter(macKey));
    Arrays.fill(macKey, (byte) 0);
    hmac.update(message, 0, message.length);
    byte[] mac = new byte[hmac.getMacSize()];
    hmac.doFinal(mac, 0);
    return mac;
  }

  /** Wipes the key. */
  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public String toString() {
    return "FileKey";
  }
}
