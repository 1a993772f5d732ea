package dev.provisioning.kms.cosmian.ttlv;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Writes nodes as bytes that can be wiped, in the one order the server's parser takes: tag, type,
 * value. Not safe for use by several threads.
 */
public final class TtlvWriter implements AutoCloseable {
  /** A request beyond this is refused by every server. */
  private static final long MOST = 128L * 1024 * 1024;

  private byte[] bytes;
  private int length;
  private boolean first = true;

  /** Starts a document. */
  public TtlvWriter() {
    this(0);
  }

  /**
   * Starts a document with a large part.
   *
   * @param digits how many bytes that part takes, about
   */
  public TtlvWriter(long digits) {
    bytes = new byte[(int) Math.min(MOST, 1024 + 512 + digits)];
  }

  /**
   * Starts a structure.
   *
   * @param tag its tag
   * @return this writer
   */
  public TtlvWriter open(String tag) {
    head(tag, "Structure");
    put('[');
    first = true;
    return this;
  }

  /**
   * Ends a structure.
   *
   * @return this writer
   */
  public TtlvWriter end() {
    put(']');
    put('}');
    first = false;
    return this;
  }

  /**
   * Adds a text.
   *
   * @param tag its tag
   * @param value printable ASCII
   * @return this writer
   * @throws IllegalArgumentException for any other text
   */
  public TtlvWriter text(String tag, String value) {
    head(tag, "TextString");
    quoted(value);
    return tail();
  }

  /**
   * Adds a value of an enumeration.
   *
   * @param tag its tag
   * @param value its name
   * @return this writer
   */
  public TtlvWriter enumeration(String tag, String value) {
    head(tag, "Enumeration");
    quoted(value);
    return tail();
  }

  /**
   * Adds a moment.
   *
   * @param tag its tag
   * @param value as RFC 3339 has it
   * @return this writer
   */
  public TtlvWriter dateTime(String tag, String value) {
    head(tag, "DateTime");
    quoted(value);
    return tail();
  }

  /**
   * Adds a whole number of 32 bits.
   *
   * @param tag its tag
   * @param value the number
   * @return this writer
   */
  public TtlvWriter integer(String tag, int value) {
    head(tag, "Integer");
    put(Integer.toString(value).getBytes(US_ASCII));
    return tail();
  }

  /**
   * Adds a whole number of 64 bits.
   *
   * @param tag its tag
   * @param value the number
   * @return this writer
   */
  public TtlvWriter longInteger(String tag, long value) {
    head(tag, "LongInteger");
    quoted(String.format(java.util.Locale.ROOT, "0x%016X", value));
    return tail();
  }

  /**
   * Adds bytes, as hexadecimal digits.
   *
   * @param tag its tag
   * @param value the bytes
   * @return this writer
   */
  public TtlvWriter bytes(String tag, byte[] value) {
    head(tag, "ByteString");
    put('"');
    ensure(2L * value.length);
    Hex.encode(value, bytes, length);
    length += 2 * value.length;
    put('"');
    return tail();
  }

  /**
   * Ends the document.
   *
   * @return a copy of it, which the caller wipes
   */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void head(String tag, String type) {
    if (!first) {
      put(',');
    }
    put("{\"tag\":\"".getBytes(US_ASCII));
    put(tag.getBytes(US_ASCII));
    put("\",\"type\":\"".getBytes(US_ASCII));
    put(type.getBytes(US_ASCII));
    put("\",\"value\":".getBytes(US_ASCII));
  }

  private TtlvWriter tail() {
    put('}');
    first = false;
    return this;
  }

  private void quoted(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        throw new IllegalArgumentException("a text of a request is printable ASCII");
      }
      if (c == '"' || c == '\\') {
        put('\\');
      }
      put(c);
    }
    put('"');
  }

  private void put(char c) {
    ensure(1);
    bytes[length] = (byte) c;
    length++;
  }

  private void put(byte[] part) {
    ensure(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  private void ensure(long more) {
    if (length + more > MOST) {
      throw new IllegalArgumentException("a request has at most " + MOST + " bytes");
    }
    if (more > bytes.length - length) {
      byte[] outgrown = bytes;
      long larger = Math.min(MOST, Math.max(length + more, 2L * outgrown.length));
      bytes = Arrays.copyOf(outgrown, (int) larger);
      Arrays.fill(outgrown, (byte) 0);
    }
  }

  /** Wipes what was written. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
