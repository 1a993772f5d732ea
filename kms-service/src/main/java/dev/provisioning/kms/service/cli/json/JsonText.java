package dev.provisioning.kms.service.cli.json;

/** A text as JSON writes it (RFC 8259, section 7). */
final class JsonText {
  private JsonText() {}

  static String of(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      append(json, text, i);
    }
    return json.append('"').toString();
  }

  private static void append(StringBuilder json, String text, int i) {
    char c = text.charAt(i);
    switch (c) {
      case '"', '\\' -> json.append('\\').append(c);
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      default -> {
        if (mustEscape(text, i)) {
          json.append(String.format("\\u%04x", (int) c));
        } else {
          json.append(c);
        }
      }
    }
  }

  /**
   * More than the RFC asks for: terminals act upon C1 controls, and UTF-8 has no lone surrogate.
   */
  private static boolean mustEscape(String text, int i) {
    char c = text.charAt(i);
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      case Character.SURROGATE -> !paired(text, i);
      default -> false;
    };
  }

  private static boolean paired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
