package dev.provisioning.kms.spi.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * What a server says, as it may stand in a message of ours: one line of at most 300 characters,
 * without control characters, and without runs of hexadecimal digits, since a complaint about a
 * request may quote what was to be encrypted.
 */
public final class ServerText {
  private static final int MOST = 300;
  private static final int LOOKED_AT = 4096;

  /** Four bytes that stand alone, which the parts of a UUID do not, or eight anywhere. */
  private static final Pattern DIGITS =
      Pattern.compile("(?<![0-9A-Za-z-])[0-9A-Fa-f]{8,}(?![0-9A-Za-z-])|[0-9A-Fa-f]{16,}");

  private ServerText() {}

  /**
   * Reads a body in UTF-8.
   *
   * @param body the body, of which at most 4096 bytes are read
   * @return one line
   */
  public static String of(byte[] body) {
    return of(new String(body, 0, Math.min(body.length, LOOKED_AT), UTF_8));
  }

  /**
   * Makes a text fit for a message.
   *
   * @param text the text, of which at most 4096 characters are read
   * @return one line
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    String read = text.substring(0, Math.min(text.length(), LOOKED_AT));
    // Before it is cut, which would leave the beginning of a run.
    DIGITS
        .matcher(read)
        .replaceAll("…")
        .codePoints()
        .limit(MOST)
        .map(c -> isVisible(c) ? c : ' ')
        .forEach(line::appendCodePoint);
    return line.toString().replaceAll(" {2,}", " ").strip();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }
}
