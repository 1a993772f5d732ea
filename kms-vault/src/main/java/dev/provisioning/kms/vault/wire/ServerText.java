package dev.provisioning.kms.vault.wire;

import java.util.List;

/**
 * What a server says, as it may stand in a message: one line, short, without control characters.
 */
final class ServerText {
  private static final int MOST = 300;

  private ServerText() {}

  static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().limit(MOST).map(c -> isVisible(c) ? c : ' ').forEach(line::appendCodePoint);
    return line.toString().strip().replaceAll(" {2,}", " ");
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

  static String of(List<String> texts) {
    return of(String.join("; ", texts));
  }
}
