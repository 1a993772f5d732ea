package dev.provisioning.kms.service.cli.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object whose members are texts (RFC 8259), and nothing else: no other values, no
 * repeated names, no bytes that are not UTF-8, nothing behind it. Complaints name a position and
 * never what stands there.
 */
public final class FlatObject {
  private final String text;
  private @Nullable String inner;
  private @Nullable Map<String, String> innerMembers;
  private int at;

  private FlatObject(String text, @Nullable String inner) {
    this.text = text;
    this.inner = inner;
  }

  /**
   * Reads an object.
   *
   * @param utf8 the bytes
   * @return its members in their order
   * @throws IllegalArgumentException with what is wrong, and where
   */
  public static Map<String, String> parse(byte[] utf8) {
    return of(utf8, null).whole().texts();
  }

  /**
   * Reads an object one of whose members may itself be an object of texts.
   *
   * @param utf8 the bytes
   * @param inner the name of that member
   * @return its members
   * @throws IllegalArgumentException with what is wrong, and where
   */
  public static Nested parse(byte[] utf8, String inner) {
    return of(utf8, inner).whole();
  }

  /**
   * An object of texts with an object of texts in it.
   *
   * @param texts the members that are texts, in their order
   * @param inner the members of the inner object; null if there is none
   */
  public record Nested(Map<String, String> texts, @Nullable Map<String, String> inner) {}

  private static FlatObject of(byte[] utf8, @Nullable String inner) {
    try {
      return new FlatObject(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString(), inner);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8", e);
    }
  }

  private Nested whole() {
    Map<String, String> members = object();
    space();
    if (at < text.length()) {
      throw wrong("something follows the object");
    }
    return new Nested(members, innerMembers);
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
    return members;
  }

  private void member(Map<String, String> members) {
    String name = string();
    expect(':');
    space();
    boolean nested = name.equals(inner) && at < text.length() && text.charAt(at) == '{';
    if (members.containsKey(name) || (name.equals(inner) && innerMembers != null)) {
      throw wrong("a name is repeated");
    }
    if (nested) {
      inner = null;
      Map<String, String> found = object();
      inner = name;
      innerMembers = found;
    } else {
      members.put(name, string());
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
