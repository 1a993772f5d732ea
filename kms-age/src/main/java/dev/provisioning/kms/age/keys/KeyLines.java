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
   * @return the keys in the order of the file, possibly none
   * @throws IllegalArgumentException naming the number of the line
   * @throws IOException if {@code in} fails
   */
  public static <T> List<T> parse(InputStream in, Function<byte[], T> parser) throws IOException {
    Content content = Content.read(in);
    try {
      KeyKind kind = KeyKind.of(content.line(0, Math.min(content.length, 32)));
      if (kind == KeyKind.ENCRYPTED_IDENTITIES || kind == KeyKind.SSH_IDENTITY) {
        throw new IllegalArgumentException(
            "line 1: this is " + kind.description() + ", which is not supported yet");
      }
      requireUtf8(content);
      return parseLines(content, parser);
    } finally {
      content.wipe();
    }
  }

  private static <T> List<T> parseLines(Content content, Function<byte[], T> parser) {
    List<T> keys = new ArrayList<>();
    int start = 0;
    for (int number = 1; start < content.length; number++) {
      int end = content.endOfLine(start);
      byte[] line = content.line(start, content.withoutCarriageReturn(start, end));
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
    return keys;
  }

  private static void requireUtf8(Content content) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(content.bytes, 0, content.length);
    char[] scratch = new char[1024];
    CoderResult result;
    do {
      result = decoder.decode(bytes, CharBuffer.wrap(scratch), true);
    } while (result.isOverflow());
    Arrays.fill(scratch, '\0');
    if (result.isError()) {
      int line = 1;
      for (int i = 0; i < bytes.position(); i++) {
        line += content.bytes[i] == '\n' ? 1 : 0;
      }
      throw new IllegalArgumentException("line " + line + ": the file is not UTF-8 text");
    }
  }

  /** A file in an array that grows without leaving copies behind. */
  private static final class Content {
    private byte[] bytes = new byte[4096];
    private int length;

    static Content read(InputStream in) throws IOException {
      Content content = new Content();
      boolean complete = false;
      try {
        content.fill(in);
        complete = true;
        return content;
      } finally {
        if (!complete) {
          content.wipe();
        }
      }
    }

    private void fill(InputStream in) throws IOException {
      int n = 0;
      while (n >= 0) {
        length += n;
        if (length > MAX_FILE_BYTES) {
          throw new IllegalArgumentException("the file is longer than 16 MiB");
        }
        if (length == bytes.length) {
          byte[] old = bytes;
          bytes = Arrays.copyOf(old, 2 * old.length);
          Arrays.fill(old, (byte) 0);
        }
        n = in.read(bytes, length, bytes.length - length);
      }
    }

    int endOfLine(int start) {
      int end = start;
      while (end < length && bytes[end] != '\n') {
        end++;
      }
      return end;
    }

    int withoutCarriageReturn(int start, int end) {
      return end > start && bytes[end - 1] == '\r' ? end - 1 : end;
    }

    byte[] line(int start, int end) {
      return Arrays.copyOfRange(bytes, start, end);
    }

    void wipe() {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
