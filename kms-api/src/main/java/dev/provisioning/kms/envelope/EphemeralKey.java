package dev.provisioning.kms.envelope;

import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key that lives as long as one message. The JDK's {@code SecretKeySpec} cannot be wiped. */
final class EphemeralKey implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final transient String algorithm;
  private final transient byte[] bytes;
  private transient volatile boolean destroyed;

  /** Keeps the array and wipes it. */
  EphemeralKey(String algorithm, byte[] bytes) {
    this.algorithm = algorithm;
    this.bytes = bytes;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    byte[] copy = bytes.clone();
    if (destroyed) {
      Arrays.fill(copy, (byte) 0);
      throw new IllegalStateException("the key is destroyed");
    }
    return copy;
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public String toString() {
    return algorithm + " key of " + bytes.length + " bytes";
  }

  private void readObject(ObjectInputStream in) throws NotSerializableException {
    throw new NotSerializableException(EphemeralKey.class.getName());
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(EphemeralKey.class.getName());
  }
}
