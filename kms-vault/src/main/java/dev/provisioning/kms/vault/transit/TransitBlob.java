package dev.provisioning.kms.vault.transit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
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

  /** No regular expression: those of the JDK recurse, and a blob may have megabytes. */
  private static boolean isBase64(String text, int from) {
    int end = text.length();
    for (int padding = 0; padding < 2 && end > from && text.charAt(end - 1) == '='; padding++) {
      end--;
    }
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/') {
        return false;
      }
    }
    return end > from && (text.length() - from) % 4 == 0;
  }

  byte[] bytes() {
    return text.getBytes(US_ASCII);
  }
}
