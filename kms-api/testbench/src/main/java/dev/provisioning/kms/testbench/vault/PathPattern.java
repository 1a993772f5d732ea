package dev.provisioning.kms.testbench.vault;

import java.util.Comparator;
import java.util.regex.Pattern;

/** A path of a policy: {@code +} is one segment, a {@code *} at the end is any rest. */
record PathPattern(String text) implements Comparable<PathPattern> {
  /** The server's order: the later the first wildcard, the stronger. */
  private static final Comparator<PathPattern> STRENGTH =
      Comparator.comparingInt(PathPattern::firstWildcard)
          .thenComparing(pattern -> !pattern.text.endsWith("*"))
          .thenComparing(Comparator.comparingLong(PathPattern::pluses).reversed())
          .thenComparing(pattern -> pattern.text.length())
          .thenComparing(PathPattern::text);

  boolean matches(String path) {
    String open = text.endsWith("*") ? text.substring(0, text.length() - 1) : text;
    StringBuilder regex = new StringBuilder();
    for (String segment : open.split("/", -1)) {
      regex.append(regex.length() == 0 ? "" : "/");
      regex.append(segment.equals("+") ? "[^/]+" : Pattern.quote(segment));
    }
    return Pattern.matches(regex + (text.endsWith("*") ? ".*" : ""), path);
  }

  private int firstWildcard() {
    int plus = ("/" + text + "/").indexOf("/+/");
    int star = text.endsWith("*") ? text.length() - 1 : Integer.MAX_VALUE;
    return Math.min(plus < 0 ? Integer.MAX_VALUE : plus, star);
  }

  private long pluses() {
    return text.chars().filter(c -> c == '+').count();
  }

  @Override
  public int compareTo(PathPattern other) {
    return STRENGTH.compare(this, other);
  }
}
