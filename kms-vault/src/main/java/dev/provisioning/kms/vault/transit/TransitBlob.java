package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Transit makes: {@code vault:v3:} and base64. OpenBao keeps the prefix.
 *
 * @param text the whole of it, ASCII
 * @param version the version of the key that made it
 */
record TransitBlob(String text, String version) {
  private static final Pattern PREFIX = Pattern.compile("vault:v([1-9][0-9]{0,8}):");

  static TransitBlob parse(byte[] blob) {
    return parse(new String(blob, ISO_8859_1))
        .orElseThrow(
            () ->
                KmsException.of(
                    ErrorCode.INVALID_CIPHERTEXT, "this is nothing that Transit encrypted"));
  }

  static Optional<TransitBlob> parse(String text) {
    Matcher prefix = PREFIX.matcher(text);
    return prefix.lookingAt() && isBase64(text, prefix.end())
        ? Optional.of(new TransitBlob(text, prefix.group(1)))
        : Optional.empty();
  }

  /**
   * By decoding, which the JVM does many characters at a time; a regular expression of the JDK
   * would recurse, and a blob may have megabytes. The decoder lets padding be missing, Vault never
   * does.
   */
  private static boolean isBase64(String text, int from) {
    int length = text.length() - from;
    if (length == 0 || length % 4 != 0) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(text.substring(from)).length > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  byte[] bytes() {
    return text.getBytes(US_ASCII);
  }
}
