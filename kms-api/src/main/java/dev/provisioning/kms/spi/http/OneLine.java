package dev.provisioning.kms.spi.http;

/** A foreign text that may stand in a message: one line, no control characters, not long. */
final class OneLine {
  private static final int MOST = 200;

  private OneLine() {}

  static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MOST)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }
}
