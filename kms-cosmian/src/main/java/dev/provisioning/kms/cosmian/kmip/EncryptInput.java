package dev.provisioning.kms.cosmian.kmip;

/** What an encryption takes. Arrays are not copied. */
public final class EncryptInput {
  private final byte[] data;
  private final byte[] associatedData;

  /**
   * Holds the parts.
   *
   * @param data the plaintext
   * @param associatedData what is bound
   */
  public EncryptInput(byte[] data, byte[] associatedData) {
    this.data = data;
    this.associatedData = associatedData;
  }

  byte[] data() {
    return data;
  }

  byte[] associatedData() {
    return associatedData;
  }
}
