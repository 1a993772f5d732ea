package dev.provisioning.kms;

/** The kinds of data key. */
public enum DataKeySpec {
  /** 16 random bytes for AES-128. */
  AES_128(16),
  /** 32 random bytes for AES-256. */
  AES_256(32);

  private final int bytes;

  DataKeySpec(int bytes) {
    this.bytes = bytes;
  }

  /**
   * Returns the length of the key.
   *
   * @return the length in bytes
   */
  public int bytes() {
    return bytes;
  }
}
