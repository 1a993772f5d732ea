package dev.provisioning.kms.envelope;

import java.util.Arrays;

/** A message whose data key is unwrapped and fits its commitment. Wiped by {@link #close}. */
final class Unlocked implements AutoCloseable {
  private final byte[] dataKey;
  private final MessageKeys keys;

  /** Keeps the array and wipes it. */
  Unlocked(byte[] dataKey, MessageKeys keys) {
    this.dataKey = dataKey;
    this.keys = keys;
  }

  byte[] dataKey() {
    return dataKey;
  }

  MessageKeys keys() {
    return keys;
  }

  /** Wipes the data key and hands over the keys that are made of it. */
  MessageKeys takeKeys() {
    Arrays.fill(dataKey, (byte) 0);
    return keys;
  }

  @Override
  public void close() {
    Arrays.fill(dataKey, (byte) 0);
    keys.close();
  }
}
