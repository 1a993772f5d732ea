package dev.provisioning.kms.cosmian.kmip;

import java.nio.charset.StandardCharsets;

/**
 * What a server says, as it may stand in a message: one line, short, without control characters,
 * and without long runs of hexadecimal digits, since a complaint about a request may quote it.
 */
final class ServerText {
  private static final int MOST = 300;

  private ServerText() {}

  static String of(byte[] body) {
    return of(new String(body, 0, Math.min(body.length, 4 * MOST), StandardCharsets.UTF_8));
  }

  static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(MOST)
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(line::appendCodePoint);
    return line.toString().replaceAll("[0-9A-Fa-f]{16,}", "…").replaceAll(" {2,}", " ").strip();
  }
}
