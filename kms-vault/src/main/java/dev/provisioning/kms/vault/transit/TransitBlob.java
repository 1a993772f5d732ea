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
  private static final Pattern FORM =
      Pattern.compile("vault:v([1-9][0-9]{0,8}):(?:[A-Za-z0-9+/]{4})*+[A-Za-z0-9+/]{2,4}={0,2}");

  static TransitBlob parse(byte[] blob) {
    return parse(new String(blob, ISO_8859_1))
        .orElseThrow(
            () ->
                KmsException.of(
                    ErrorCode.INVALID_CIPHERTEXT, "this is nothing that Transit encrypted"));
  }

  static Optional<TransitBlob> parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? Optional.of(new TransitBlob(text, form.group(1))) : Optional.empty();
  }

  byte[] bytes() {
    return text.getBytes(US_ASCII);
  }
}
