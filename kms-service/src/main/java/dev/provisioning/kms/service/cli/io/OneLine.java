package dev.provisioning.kms.service.cli.io;

/**
 * Makes text safe to show: a message is one line, and no foreign text moves the cursor, turns the
 * reading direction, or ends the line.
 */
public final class OneLine {
  private OneLine() {}

  /**
   * Replaces line ends by spaces, and other control and format characters by {@code ?}.
   *
   * @param text any text
   * @return the text on one line
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.strip().codePoints().forEach(c -> line.appendCodePoint(visible(c)));
    return line.toString();
  }

  private static int visible(int c) {
    return switch (Character.getType(c)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> ' ';
      case Character.CONTROL -> c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
      case Character.FORMAT, Character.SURROGATE -> '?';
      default -> c;
    };
  }
}
