package dev.provisioning.kms.observe;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a line that makes the chain. It stands at fixed places, at the beginning and at the
 * end, so that no member between them can pass for it.
 *
 * @param sequence the number of the record
 * @param type the type of the record
 * @param prev the hash of the line before
 * @param code the authentication code; empty without a key
 * @param covered how many bytes of the line the code is for
 */
record AuditLine(long sequence, String type, String prev, String code, int covered) {
  /** Longer than any line that is written. */
  static final int MOST = 64 * 1024;

  static final String BEGIN = "begin";
  static final String CONTINUED = "continued";

  private static final Pattern START =
      Pattern.compile(
          "\\{\"seq\":([1-9][0-9]{0,17}),\"time\":\"[-+0-9.:TZ]{1,40}\",\"type\":\"([a-z]{1,20})\"");
  private static final Pattern END =
      Pattern.compile(",\"prev\":\"([0-9a-f]{64})\"(?:,\"mac\":\"([0-9a-f]{64})\")?\\}");
  private static final int MOST_END = 148;

  static Optional<AuditLine> parse(byte[] line) {
    for (byte b : line) {
      if (b < 0x20 || b > 0x7E) {
        return Optional.empty();
      }
    }
    String text = new String(line, StandardCharsets.US_ASCII);
    Matcher start = START.matcher(text);
    if (!start.lookingAt()) {
      return Optional.empty();
    }
    Matcher end = END.matcher(text);
    end.region(Math.max(start.end(), text.length() - MOST_END), text.length());
    while (end.find()) {
      if (end.end() == text.length()) {
        String code = end.group(2);
        int covered = code == null ? 0 : end.start(2) - ",\"mac\":\"".length();
        return Optional.of(
            new AuditLine(
                Long.parseLong(start.group(1)),
                start.group(2),
                end.group(1),
                code == null ? "" : code,
                covered));
      }
    }
    return Optional.empty();
  }

  boolean isKeyed() {
    return !code.isEmpty();
  }

  boolean isAuthentic(byte[] line, ChainKey key) {
    return isKeyed()
        && MessageDigest.isEqual(
            code.getBytes(StandardCharsets.US_ASCII),
            key.code(line, covered).getBytes(StandardCharsets.US_ASCII));
  }
}
