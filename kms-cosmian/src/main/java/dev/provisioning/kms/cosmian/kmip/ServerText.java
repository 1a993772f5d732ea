package dev.provisioning.kms.cosmian.kmip;

/**
 * What a server says, as it may stand in a message: one line, short, without control characters.
 */
final class ServerText {
  private static final int MOST = 300;

  private ServerText() {}

  static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MOST)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().strip();
  }
}
