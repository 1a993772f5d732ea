package dev.provisioning.kms.spi.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** The wait that a server asks for (RFC 9110 §10.2.3): seconds, or the date when it is over. */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /**
   * Parses a value; what is malformed asks for nothing.
   *
   * @param value the header's value
   * @param now the time at the server, as far as it is known
   */
  static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      // More than nine digits are longer than any bound, and may not fit a number.
      return Optional.of(
          text.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    return date(text).map(end -> bounded(Duration.between(now, end)));
  }

  static Optional<Instant> date(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
