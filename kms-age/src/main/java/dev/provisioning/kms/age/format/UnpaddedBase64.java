package dev.provisioning.kms.age.format;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** RFC 4648 base64 with the standard alphabet, without padding, in its only canonical form. */
public final class UnpaddedBase64 {
  private UnpaddedBase64() {}

  /**
   * Encodes bytes.
   *
   * @param bytes any bytes
   * @return ASCII characters, no padding
   */
  public static byte[] encode(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encode(bytes);
  }

  /**
   * Decodes one canonical text.
   *
   * @param text ASCII characters
   * @return the bytes, or null if the text is malformed, padded, or has unused bits set
   */
  public static byte @Nullable [] decode(byte[] text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      return null;
    }
    // The JDK accepts padding and unused bits that are not zero. Both would give a header a second
    // spelling, so only a text that encodes back to itself is taken.
    return Arrays.equals(encode(bytes), text) ? bytes : null;
  }
}
