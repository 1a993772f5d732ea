package dev.provisioning.kms.age.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** The lines of an identity or recipients file that hold keys. Wipes what it read. */
public final class KeyLines {
  /** The longest file in bytes. */
  public static final int MAX_FILE_BYTES = 16 * 1024 * 1024;

  /** The longest line in bytes. */
  public static final int MAX_LINE_BYTES = 8 * 1024;

  private KeyLines() {}

  /**
   * Parses every line that is neither empty nor starts with {@code #}. Nothing is trimmed; a line
   * ends with LF or CRLF.
   *
   * @param <T> the type of a key
   * @param in the file, read to its end, not closed
   * @param parser makes a key of a line; its IllegalArgumentException must not quote the line
   * @param discard wipes a key that was parsed in vain, because a later line is malformed
   * @return the keys in the order of the file, possibly none
   * @throws IllegalArgumentException naming the number of the line
   * @throws IOException if {@code in} fails
   */
  public static <T> List<T> parse(
      InputStream in, Function<byte[], T> parser, Consumer<T> discard) throws IOException {
    try (KeyText text = KeyText.read(in)) {
      refuseUnsupported(text);
      requireUtf8(text);
      List<T> keys = new ArrayList<>();
      boolean complete = false;
      try {
        parseLines(text, parser, keys);
        complete = true;
        return keys;
      } finally {
        if (!complete) {
          keys.forEach(discard);
        }
      }
    }
  }

  private static void refuseUnsupported(KeyText text) {
    byte[] start = text.line(0, Math.min(text.length(), 32));
    KeyKind kind = KeyKind.of(start);
    Arrays.fill(start, (byte) 0);
    if (kind == KeyKind.ENCRYPTED_IDENTITIES || kind == KeyKind.SSH_IDENTITY) {
      throw new IllegalArgumentException(
          "line 1: this is " + kind.description() + ", which is not supported yet");
    }
  }

  private static <T> void parseLines(KeyText text, Function<byte[], T> parser, List<T> keys) {
    int start = 0;
    for (int number = 1; start < text.length(); number++) {
      int end = text.endOfLine(start);
      byte[] line = text.line(start, text.withoutCarriageReturn(start, end));
      try {
        if (line.length > MAX_LINE_BYTES) {
          throw new IllegalArgumentException("longer than " + MAX_LINE_BYTES + " bytes");
        }
        if (line.length > 0 && line[0] != '#') {
          keys.add(parser.apply(line));
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
      } finally {
        Arrays.fill(line, (byte) 0);
      }
      start = end + 1;
    }
  }

  private static void requireUtf8(KeyText text) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(text.array(), 0, text.length());
    char[] scratch = new char[1024];
    CoderResult result;
    do {
      result = decoder.decode(bytes, CharBuffer.wrap(scratch), true);
    } while (result.isOverflow());
    Arrays.fill(scratch, '\0');
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < bytes.position(); i++) {
        line += text.array()[i] == '\n' ? 1 : 0;
      }
      throw new IllegalArgumentException("line " + line + ": the file is not UTF-8 text");
    }
  }
}
