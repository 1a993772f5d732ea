package dev.provisioning.kms.testbench.vault;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go reads and writes them. */
final class GoTime {
  private static final Pattern PART = Pattern.compile("(\\d+)([dhms])");

  private GoTime() {}

  /** Takes a number of seconds, or a text such as {@code 1h30m}. */
  static long seconds(Object value) {
    String text = value.toString();
    if (text.matches("-?\\d+")) {
      return Long.parseLong(text);
    }
    Matcher part = PART.matcher(text);
    long seconds = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      seconds += Long.parseLong(part.group(1)) * unit(part.group(2));
      end = part.end();
    }
    if (end == 0 || end != text.length()) {
      throw Refusal.bad("time: invalid duration \"" + text + "\"");
    }
    return seconds;
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "d" -> 86_400;
      case "h" -> 3_600;
      case "m" -> 60;
      default -> 1;
    };
  }

  static String text(long seconds) {
    StringBuilder text = new StringBuilder();
    if (seconds >= 3_600) {
      text.append(seconds / 3_600).append('h');
    }
    if (seconds % 3_600 >= 60) {
      text.append(seconds % 3_600 / 60).append('m');
    }
    if (seconds % 60 > 0) {
      text.append(seconds % 60).append('s');
    }
    return text.toString();
  }
}
