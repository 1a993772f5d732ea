package dev.provisioning.kms.vault.wire;

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
    byte[] said = text.getBytes(UTF_8);
    return tokenIsIn(said) || bodyIsIn(said);
  }

  private boolean tokenIsIn(byte[] said) {
    byte[] head = new byte[Math.min(token.length, LONGEST)];
    for (int i = 0; i < head.length; i++) {
      head[i] = (byte) token[i];
    }
    try {
      return isIn(head, 0, head.length, said);
    } finally {
      Arrays.fill(head, (byte) 0);
    }
  }

  /** {@link JsonBody} writes no escapes: texts stand between one quote and the next. */
  private boolean bodyIsIn(byte[] said) {
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
      if (!name && (isIn(body, from, i - from, said) || decodedIsIn(from, i, said))) {
        return true;
      }
      from = -1;
    }
    return false;
  }

  /** The first bytes that base64 stands for; what is no base64 stands for nothing. */
  private boolean decodedIsIn(int from, int to, byte[] said) {
    byte[] encoded = Arrays.copyOfRange(body, from, Math.min(to, from + 4 * ((LONGEST + 2) / 3)));
    byte[] bytes = {};
    try {
      bytes = Base64.getDecoder().decode(encoded);
      return isIn(bytes, 0, bytes.length, said);
    } catch (IllegalArgumentException e) {
      return false;
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Looks for the first bytes of a text, and makes no {@code String} of it. */
  private static boolean isIn(byte[] text, int from, int length, byte[] said) {
    int head = Math.min(length, LONGEST);
    if (head < SHORTEST) {
      return false;
    }
    for (int i = 0; i <= said.length - head; i++) {
      if (Arrays.equals(text, from, from + head, said, i, i + head)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "Sent[" + body.length + " bytes]";
  }
}
