package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import java.util.Arrays;
import java.util.List;

/** A data key and what its clients made of it. Wiped by {@link #close}. */
final class WrappedDataKey implements AutoCloseable {
  private final byte[] key;
  private final List<Ciphertext> wrapped;

  /** Keeps the array and wipes it. */
  WrappedDataKey(byte[] key, List<Ciphertext> wrapped) {
    this.key = key;
    this.wrapped = wrapped;
  }

  byte[] key() {
    return key;
  }

  List<Ciphertext> wrapped() {
    return wrapped;
  }

  WrappedDataKey copy() {
    return new WrappedDataKey(key.clone(), wrapped);
  }

  @Override
  public void close() {
    Arrays.fill(key, (byte) 0);
  }
}
