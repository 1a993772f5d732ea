package dev.provisioning.kms.cosmian.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.EncryptionContext;
import java.nio.ByteBuffer;

/** The associated data of a ciphertext: never empty, so that none is ever the same as another's. */
public final class BoundData {
  private static final byte[] LABEL = "kms-cosmian/1".getBytes(US_ASCII);

  private BoundData() {}

  /**
   * Makes the associated data.
   *
   * @param escaped the flag of the blob
   * @param context what is bound
   * @return label, flags, codec and the canonical context
   */
  public static byte[] of(boolean escaped, EncryptionContext context) {
    byte[] canonical = context.canonicalBytes();
    return ByteBuffer.allocate(LABEL.length + 2 + canonical.length)
        .put(LABEL)
        .put((byte) (escaped ? SealedBlob.ESCAPED : 0))
        .put((byte) SealedBlob.CODEC_KMIP)
        .put(canonical)
        .array();
  }
}
