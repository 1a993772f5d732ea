package dev.provisioning.kms;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;

/**
 * The one byte form of a context. Lengths instead of separators, since joined text lets {@code
 * a=bc} pass for {@code ab=c}.
 */
final class CanonicalContext {
  /** Java compares UTF-16 units, which orders U+FFFD before U+10000 and UTF-8 does not. */
  static final Comparator<String> KEY_ORDER =
      (a, b) -> Arrays.compareUnsigned(StrictUtf8.encode(a), StrictUtf8.encode(b));

  private CanonicalContext() {}

  static void check(String key, String value) {
    if (key.isEmpty()) {
      throw EncryptionContext.invalid("a context key is empty");
    }
    if (key.startsWith(EncryptionContext.RESERVED_PREFIX)) {
      throw EncryptionContext.invalid(
          "context keys starting kms1- are reserved: " + printable(key));
    }
    if (!isName(key)) {
      throw EncryptionContext.invalid(
          "a context key has a control, format or separator character, or an unpaired surrogate");
    }
    if (!isText(value)) {
      throw EncryptionContext.invalid(
          "the context value of this key has a control character or an unpaired surrogate: "
              + printable(key));
    }
  }

  /**
   * Keys reach terminals and logs, so that they hold nothing that moves or hides text: no control
   * and format characters, no line or paragraph separator.
   */
  static boolean isName(String s) {
    return isPlain(s)
        || (isText(s)
            && s.codePoints()
                .map(Character::getType)
                .noneMatch(
                    type ->
                        type == Character.FORMAT
                            || type == Character.LINE_SEPARATOR
                            || type == Character.PARAGRAPH_SEPARATOR));
  }

  /** Printable ASCII, as nearly every name and value, which every reader of a message checks. */
  private static boolean isPlain(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) < ' ' || s.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(String s) {
    return isPlain(s) || (s.chars().noneMatch(Character::isISOControl) && StrictUtf8.canEncode(s));
  }

  private static String printable(String key) {
    return key.length() <= 64 && isName(key) ? key : "(a long key)";
  }

  static byte[] encode(SortedMap<String, String> entries) {
    if (entries.isEmpty()) {
      return new byte[0];
    }
    long size = 4;
    for (Map.Entry<String, String> e : entries.entrySet()) {
      size += 8L + StrictUtf8.encode(e.getKey()).length + StrictUtf8.encode(e.getValue()).length;
    }
    if (size > Integer.MAX_VALUE) {
      throw EncryptionContext.invalid("the context is too large");
    }
    ByteBuffer out = ByteBuffer.allocate((int) size).putInt(entries.size());
    for (Map.Entry<String, String> e : entries.entrySet()) {
      put(out, StrictUtf8.encode(e.getKey()));
      put(out, StrictUtf8.encode(e.getValue()));
    }
    return out.array();
  }

  private static void put(ByteBuffer out, byte[] text) {
    out.putInt(text.length).put(text);
  }
}
