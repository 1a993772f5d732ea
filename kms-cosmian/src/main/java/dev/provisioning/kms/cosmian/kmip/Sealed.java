package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.cosmian.ttlv.Ttlv;

/** What the server made of a plaintext. */
public final class Sealed {
  private final String uid;
  private final byte[] data;
  private final byte[] iv;
  private final byte[] tag;

  private Sealed(String uid, byte[] data, byte[] iv, byte[] tag) {
    this.uid = uid;
    this.data = data;
    this.iv = iv;
    this.tag = tag;
  }

  /**
   * From an EncryptResponse or a batch's payload; servers before 5 write the IV's tag differently.
   */
  static Sealed read(Ttlv node) {
    return new Sealed(
        node.text("UniqueIdentifier").orElseThrow(() -> incomplete()),
        node.bytesOf("Data").orElseThrow(() -> incomplete()),
        node.bytesOf("IVCounterNonce")
            .or(() -> node.bytesOf("IvCounterNonce"))
            .orElseThrow(() -> incomplete()),
        node.bytesOf("AuthenticatedEncryptionTag").orElseThrow(() -> incomplete()));
  }

  private static RuntimeException incomplete() {
    return KmipWire.incomplete("EncryptResponse");
  }

  /**
   * Returns the key that really encrypted.
   *
   * @return its concrete id
   */
  public String uid() {
    return uid;
  }

  /**
   * Returns the ciphertext.
   *
   * @return not a copy
   */
  public byte[] data() {
    return data;
  }

  /**
   * Returns the IV.
   *
   * @return not a copy
   */
  public byte[] iv() {
    return iv;
  }

  /**
   * Returns the tag.
   *
   * @return not a copy
   */
  public byte[] tag() {
    return tag;
  }
}
