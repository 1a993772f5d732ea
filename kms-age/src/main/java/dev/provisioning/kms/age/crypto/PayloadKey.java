package dev.provisioning.kms.age.crypto;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** The ChaCha20-Poly1305 key of one payload. The JDK's own key class cannot be destroyed. */
public final class PayloadKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final transient byte[] key;
  private transient volatile boolean destroyed;

  PayloadKey(byte[] key) {
    this.key = key;
  }

  @Override
  public String getAlgorithm() {
    return "ChaCha20";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    if (destroyed) {
      throw new IllegalStateException("the key was destroyed");
    }
    return key.clone();
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(key, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return "PayloadKey";
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    throw new NotSerializableException("PayloadKey");
  }
}
