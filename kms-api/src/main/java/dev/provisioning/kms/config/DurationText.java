package dev.provisioning.kms.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as configuration files write them: always with a unit, and at most a century. */
public final class DurationText {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  /** So that nanoseconds fit a {@code long} wherever a timer needs them. */
  private static final Duration MOST = Duration.ofDays(36_500);

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @param text such as {@code 30s}
   * @return the duration; empty if the text is not one
   */
  public static Optional<Duration> parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    long n = Long.parseLong(m.group(1));
    Duration duration =
        switch (m.group(2)) {
          case "ms" -> Duration.ofMillis(n);
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        };
    return Optional.of(duration).filter(d -> d.compareTo(MOST) <= 0);
  }
}
