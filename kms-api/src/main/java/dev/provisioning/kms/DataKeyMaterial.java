package dev.provisioning.kms;

import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.SecretKey;

/**
 * An AES key that can be wiped. The JDK's {@code SecretKeySpec} cannot: its {@code destroy()} only
 * throws.
 */
final class DataKeyMaterial implements SecretKey {
  private static final long serialVersionUID = 1L;

  private final transient ReentrantLock lock = new ReentrantLock();
  private final transient byte[] key;
  private transient boolean destroyed;

  DataKeyMaterial(byte[] key) {
    this.key = key.clone();
  }

  @Override
  public String getAlgorithm() {
    return "AES";
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    lock.lock();
    try {
      if (destroyed) {
        throw new IllegalStateException("the data key is closed");
      }
      return key.clone();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void destroy() {
    lock.lock();
    try {
      Arrays.fill(key, (byte) 0);
      destroyed = true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isDestroyed() {
    lock.lock();
    try {
      return destroyed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof DataKeyMaterial that) || isDestroyed() || that.isDestroyed()) {
      return false;
    }
    byte[] mine = getEncoded();
    byte[] theirs = that.getEncoded();
    try {
      return MessageDigest.isEqual(mine, theirs);
    } finally {
      Arrays.fill(mine, (byte) 0);
      Arrays.fill(theirs, (byte) 0);
    }
  }

  /** Says nothing about the key: a hash of it in a log would allow guessing. */
  @Override
  public int hashCode() {
    return key.length;
  }

  @Override
  public String toString() {
    return "AES key of " + key.length + " bytes";
  }

  private void readObject(ObjectInputStream in) throws NotSerializableException {
    throw new NotSerializableException(DataKeyMaterial.class.getName());
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException(DataKeyMaterial.class.getName());
  }
}
