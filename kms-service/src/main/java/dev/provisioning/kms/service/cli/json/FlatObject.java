package dev.provisioning.kms.service.cli.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one JSON object whose members are texts (RFC 8259), and nothing else: no other values, no
 * repeated names, no bytes that are not UTF-8, nothing behind it. Complaints name a position and
 * never what stands there.
 */
public final class FlatObject {
  private final String text;
  private int at;

  private FlatObject(String text) {
    this.text = text;
  }

  /**
   * Reads an object.
   *
   * @param utf8 the bytes
   * @return its members in their order
   * @throws IllegalArgumentException with what is wrong, and where
   */
  public static Map<String, String> parse(byte[] utf8) {
    try {
      return new FlatObject(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString())
          .object();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8", e);
    }
  }

  private Map<String, String> object() {
    Map<String, String> members = new LinkedHashMap<>();
    expect('{');
    if (!next('}')) {
      do {
        member(members);
      } while (next(','));
      expect('}');
    }
    space();
    if (at < text.length()) {
      throw wrong("something follows the object");
    }
    return members;
  }

  private void member(Map<String, String> members) {
    String name = string();
    expect(':');
    String value = string();
    if (members.putIfAbsent(name, value) != null) {
      throw wrong("a name is repeated");
    }
  }

  private String string() {
    expect('"');
    StringBuilder s = new StringBuilder();
    while (true) {
      char c = take("a string is not closed");
      if (c == '"') {
        return s.toString();
      }
      if (c < 0x20) {
        throw wrong("a string has a control character");
      }
      s.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = take("a string is not closed");
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("there is no such escape");
    };
  }

  private char unicode() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      // Character.digit alone takes digits of every script.
      char c = take("a string is not closed");
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("\\u needs four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return (char) value;
  }

  private char take(String otherwise) {
    if (at == text.length()) {
      throw wrong(otherwise);
    }
    return text.charAt(at++);
  }

  private void expect(char c) {
    if (!next(c)) {
      throw wrong("expected " + c);
    }
  }

  private boolean next(char c) {
    space();
    boolean there = at < text.length() && text.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        what + " at character " + (at + 1) + "; it must be one JSON object of texts");
  }
}
