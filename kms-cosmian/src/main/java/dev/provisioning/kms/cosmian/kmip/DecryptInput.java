package dev.provisioning.kms.cosmian.kmip;

/** What a decryption takes. Arrays are not copied. */
public final class DecryptInput {
  private final String uid;
  private final byte[] data;
  private final byte[] iv;
  private final byte[] tag;
  private final byte[] associatedData;

  /**
   * Holds the parts.
   *
   * @param uid the concrete id of the key
   * @param data the ciphertext
   * @param iv its IV
   * @param tag its tag
   * @param associatedData what is bound
   */
  public DecryptInput(String uid, byte[] data, byte[] iv, byte[] tag, byte[] associatedData) {
    this.uid = uid;
    this.data = data;
    this.iv = iv;
    this.tag = tag;
    this.associatedData = associatedData;
  }

  String uid() {
    return uid;
  }

  byte[] data() {
    return data;
  }

  byte[] iv() {
    return iv;
  }

  byte[] tag() {
    return tag;
  }

  byte[] associatedData() {
    return associatedData;
  }
}
