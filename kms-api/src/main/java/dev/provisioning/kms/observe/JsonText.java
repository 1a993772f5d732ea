package dev.provisioning.kms.observe;

import java.util.List;

/**
 * Members of a JSON object in printable ASCII: whatever a key id or a context key holds, it breaks
 * no line, moves no cursor and has one form in bytes.
 */
final class JsonText {
  private JsonText() {}

  static String member(String name, String value) {
    return quoted(name) + ":" + quoted(value);
  }

  static String member(String name, long value) {
    return quoted(name) + ":" + value;
  }

  static String member(String name, List<String> values) {
    return quoted(name)
        + ":["
        + String.join(",", values.stream().map(JsonText::quoted).toList())
        + "]";
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7E) {
        escape(out, c);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static void escape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 0xF, 16));
    }
  }
}
