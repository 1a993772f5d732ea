package dev.provisioning.kms.observe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The end of an audit chain: the newest record's number and the SHA-256 of its line. Who keeps it
 * somewhere else can tell later that nothing before it was changed and that it was not cut off.
 *
 * @param sequence the number of the record, counted from 1; 0 if only the hash is known, or before
 *     the first record
 * @param hash 64 lower-case hexadecimal digits
 */
public record AuditHead(long sequence, String hash) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern TEXT = Pattern.compile("(?:(\\d{1,18}):)?([0-9a-f]{64})");

  /** What the first record of all follows. */
  static final AuditHead NONE = new AuditHead(0, "0".repeat(64));

  /**
   * Checks the components.
   *
   * @param sequence see the record
   * @param hash see the record
   */
  public AuditHead {
    if (sequence < 0 || !HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException("a head is a number and 64 hexadecimal digits");
    }
  }

  /**
   * Reads a head.
   *
   * @param text {@code 1234:HASH} as {@link #toString} writes it, or the hash alone
   * @return the head, if the text is one
   */
  public static Optional<AuditHead> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String number = matcher.group(1);
    return Optional.of(
        new AuditHead(number == null ? 0 : Long.parseLong(number), matcher.group(2)));
  }

  /** Returns {@code 1234:HASH}. */
  @Override
  public String toString() {
    return sequence + ":" + hash;
  }
}
