package dev.provisioning.kms.config;

import dev.provisioning.kms.KmsException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code scheme:target?key=value&key=value}. Not a {@link java.net.URI}, which drops path and query
 * of {@code aws:alias/app?region=…} and refuses {@code age:C:\…}. No message repeats target or
 * values: they may hold what should not be there.
 *
 * @param scheme in lower case
 * @param target verbatim, what stands before the first question mark
 * @param settings decoded, by names with {@code _}
 */
record KmsUri(String scheme, String target, Map<String, String> settings) {
  private static final int MOST_CHARS = 8192;
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]{0,31}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.*-]{0,127}");

  static KmsUri parse(String uri) {
    if (uri.length() > MOST_CHARS) {
      throw bad("has more than " + MOST_CHARS + " characters");
    }
    if (hasControl(uri)) {
      throw bad("has a control character");
    }
    int colon = uri.indexOf(':');
    String scheme = colon < 0 ? "" : uri.substring(0, colon);
    if (!SCHEME.matcher(scheme).matches()) {
      throw bad("must start with a scheme and a colon, such as age: or vault:");
    }
    int question = uri.indexOf('?', colon);
    String target = uri.substring(colon + 1, question < 0 ? uri.length() : question);
    SortedMap<String, String> settings = new TreeMap<>();
    if (question >= 0 && question + 1 < uri.length()) {
      for (String pair : uri.substring(question + 1).split("&", -1)) {
        add(settings, pair);
      }
    }
    return new KmsUri(
        scheme.toLowerCase(Locale.ROOT), target, Collections.unmodifiableSortedMap(settings));
  }

  private static void add(Map<String, String> settings, String pair) {
    int equals = pair.indexOf('=');
    String written = equals < 0 ? "" : pair.substring(0, equals);
    if (!NAME.matcher(written).matches()) {
      throw bad("must have name=value after ? and between &; & in a value is written %26");
    }
    String name = SettingName.normal(written);
    String value = decode(written, pair.substring(equals + 1));
    if (value.contains("${")) {
      throw bad(
          "has ${ in the setting "
              + written
              + "; variables are not replaced in a URI (a secret can be named by "
              + written
              + "-env)");
    }
    if (settings.put(name, value) != null) {
      throw bad("has the setting " + written + " twice (- and _ are the same)");
    }
  }

  private static String decode(String name, String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '%') {
        boolean hex =
            i + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(i + 1))
                && HexFormat.isHexDigit(text.charAt(i + 2));
        if (!hex) {
          throw bad("has a % without two hexadecimal digits in the setting " + name);
        }
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 2;
      } else {
        int point = text.codePointAt(i);
        // An unpaired surrogate becomes a byte that no UTF-8 text has, and is refused below.
        byte[] utf8 =
            Character.isSurrogate((char) point) && point <= Character.MAX_VALUE
                ? new byte[] {(byte) 0xff}
                : Character.toString(point).getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(utf8);
        i += Character.charCount(point) - 1;
      }
    }
    try {
      String decoded =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes.toByteArray()))
              .toString();
      if (hasControl(decoded)) {
        throw bad("has a control character in the setting " + name);
      }
      return decoded;
    } catch (CharacterCodingException e) {
      throw bad("is not UTF-8 in the setting " + name);
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }

  private static KmsException bad(String why) {
    return Misconfigured.because("the URI " + why);
  }

  /** Without target and values, which may hold a secret that was put there by mistake. */
  @Override
  public String toString() {
    return "KmsUri[" + scheme + ", " + settings.keySet() + "]";
  }
}
