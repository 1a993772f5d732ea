package dev.provisioning.kms;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The text form of a ciphertext. The JDK's decoder accepts padding and unused bits that are not
 * zero; one value must have one text, so the result is encoded again and compared.
 */
final class CiphertextText {
  static final String PREFIX = "kms1.";

  private CiphertextText() {}

  static String encode(byte[] bytes) {
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static byte[] decode(String text) {
    if (!text.startsWith(PREFIX)) {
      throw bad("it does not start with " + PREFIX);
    }
    // Bounds before allocation: the largest blob and its header in base64.
    if (text.length() > (Ciphertext.MAX_BLOB + 16_384L) * 4 / 3 + PREFIX.length()) {
      throw bad("it is too long");
    }
    byte[] bytes;
    try {
      bytes =
          Base64.getUrlDecoder()
              .decode(text.substring(PREFIX.length()).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw bad("it is not base64url");
    }
    if (!encode(bytes).equals(text)) {
      throw bad("its base64url is not canonical");
    }
    return bytes;
  }

  private static KmsException bad(String what) {
    return KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "not a ciphertext text: " + what);
  }
}
