package dev.provisioning.kms.cosmian.blob;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * What is stored for a ciphertext. Its layout is fixed:
 *
 * <pre>
 * version  1  always 1
 * flags    1  bit 0: the plaintext is escaped; other bits are zero
 * codec    1  1: KMIP with the associated data as they are
 * IV      12
 * tag     16
 * length   2  of the key's concrete id, big endian
 * id          ASCII
 * data        the rest
 * </pre>
 */
public final class SealedBlob {
  static final int IV_BYTES = 12;
  static final int TAG_BYTES = 16;
  static final int CODEC_KMIP = 1;
  static final int ESCAPED = 1;
  private static final int VERSION = 1;
  private static final int FIXED = 3 + IV_BYTES + TAG_BYTES + 2;
  private static final Pattern ID = Pattern.compile("[!-~]{1,2048}");

  private final boolean escaped;
  private final byte[] iv;
  private final byte[] tag;
  private final String uid;
  private final byte[] data;

  /**
   * Holds the parts.
   *
   * @param escaped whether a byte was put before the plaintext
   * @param iv 12 bytes
   * @param tag 16 bytes
   * @param uid the id of the key that really encrypted
   * @param data the ciphertext
   * @throws IllegalArgumentException if a length is wrong
   */
  public SealedBlob(boolean escaped, byte[] iv, byte[] tag, String uid, byte[] data) {
    if (iv.length != IV_BYTES || tag.length != TAG_BYTES || !ID.matcher(uid).matches()) {
      throw new IllegalArgumentException("IV, tag or id of another length than AES-GCM's");
    }
    this.escaped = escaped;
    this.iv = iv.clone();
    this.tag = tag.clone();
    this.uid = uid;
    this.data = data.clone();
  }

  /**
   * Writes the blob.
   *
   * @return its bytes
   */
  public byte[] toBytes() {
    byte[] id = uid.getBytes(US_ASCII);
    return ByteBuffer.allocate(FIXED + id.length + data.length)
        .put((byte) VERSION)
        .put((byte) (escaped ? ESCAPED : 0))
        .put((byte) CODEC_KMIP)
        .put(iv)
        .put(tag)
        .putShort((short) id.length)
        .put(id)
        .put(data)
        .array();
  }

  /**
   * Reads a blob.
   *
   * @param blob hostile until the server has opened it
   * @return the parts
   * @throws KmsException INVALID_CIPHERTEXT for any other layout
   */
  public static SealedBlob parse(byte[] blob) {
    ByteBuffer in = ByteBuffer.wrap(blob);
    if (blob.length < FIXED) {
      throw invalid("it is too short");
    }
    if (in.get() != VERSION) {
      throw invalid("its layout is of a version that this library does not know");
    }
    int flags = in.get();
    if ((flags & ~ESCAPED) != 0) {
      throw invalid("it has flags that this library does not know");
    }
    if (in.get() != CODEC_KMIP) {
      throw invalid("it was made by an interface that this library does not know");
    }
    byte[] iv = take(in, IV_BYTES);
    byte[] tag = take(in, TAG_BYTES);
    int length = Short.toUnsignedInt(in.getShort());
    if (length == 0 || length > 2048 || length > in.remaining()) {
      throw invalid("its key id has an impossible length");
    }
    String uid = new String(take(in, length), java.nio.charset.StandardCharsets.ISO_8859_1);
    if (!ID.matcher(uid).matches()) {
      throw invalid("its key id has other than visible ASCII letters");
    }
    byte[] data = take(in, in.remaining());
    if (Bulk.startsLike(data)) {
      // The server would take it for a batch, and "open" some without any check.
      throw invalid("the server would misread it; this library makes none such");
    }
    return new SealedBlob((flags & ESCAPED) != 0, iv, tag, uid, data);
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] part = new byte[length];
    in.get(part);
    return part;
  }

  private static KmsException invalid(String why) {
    return KmsException.of(
        ErrorCode.INVALID_CIPHERTEXT, "this is no ciphertext of a Cosmian KMS: " + why);
  }

  /**
   * Tells whether a byte was put before the plaintext.
   *
   * @return the flag
   */
  public boolean escaped() {
    return escaped;
  }

  /**
   * Returns the IV.
   *
   * @return a copy
   */
  public byte[] iv() {
    return iv.clone();
  }

  /**
   * Returns the tag.
   *
   * @return a copy
   */
  public byte[] tag() {
    return tag.clone();
  }

  /**
   * Returns the id of the key that really encrypted.
   *
   * @return such as {@code orders@3}
   */
  public String uid() {
    return uid;
  }

  /**
   * Returns the ciphertext.
   *
   * @return a copy
   */
  public byte[] data() {
    return data.clone();
  }
}
