package dev.provisioning.kms.vault.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * What a request held that no message may show: its token, and the texts of its body, as they were
 * sent and as what their base64 stands for. It refers to the caller's arrays and lives no longer.
 */
public final class Sent {
  /** A part of a text that is cut off is found too; shorter texts are words that anybody says. */
  private static final int LONGEST = 16;

  private static final int SHORTEST = 4;

  private final char[] token;
  private final byte[] body;

  private Sent(char[] token, byte[] body) {
    this.token = token;
    this.body = body;
  }

  static Sent of(char[] token, byte @Nullable [] body) {
    return new Sent(token, body == null ? new byte[0] : body);
  }

  /**
   * Takes a body alone.
   *
   * @param body as {@link JsonBody} writes it
   * @return what was sent
   */
  public static Sent of(byte[] body) {
    return new Sent(new char[0], body);
  }

  boolean isIn(String text) {
    return isHead(new String(token, 0, Math.min(token.length, LONGEST)), text) || bodyIsIn(text);
  }

  /** {@link JsonBody} writes no escapes: texts stand between one quote and the next. */
  private boolean bodyIsIn(String text) {
    int from = -1;
    for (int i = 0; i < body.length; i++) {
      if (body[i] != '"') {
        continue;
      }
      if (from < 0) {
        from = i + 1;
        continue;
      }
      boolean name = i + 1 < body.length && body[i + 1] == ':';
      if (!name && valueIsIn(from, i, text)) {
        return true;
      }
      from = -1;
    }
    return false;
  }

  private boolean valueIsIn(int from, int to, String text) {
    int head = Math.min(to - from, LONGEST);
    return isHead(new String(body, from, head, ISO_8859_1), text)
        || isHead(decoded(from, to), text);
  }

  /** The first bytes that base64 stands for; nothing for what is none. */
  private String decoded(int from, int to) {
    byte[] encoded = Arrays.copyOfRange(body, from, Math.min(to, from + 4 * ((LONGEST + 2) / 3)));
    byte[] bytes = {};
    try {
      bytes = Base64.getDecoder().decode(encoded);
      // The last letter may be cut.
      return new String(bytes, 0, Math.min(bytes.length, LONGEST), UTF_8).replace("\ufffd", "");
    } catch (IllegalArgumentException e) {
      return "";
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static boolean isHead(String head, String text) {
    return head.length() >= SHORTEST && text.contains(head);
  }

  @Override
  public String toString() {
    return "Sent[" + body.length + " bytes]";
  }
}
