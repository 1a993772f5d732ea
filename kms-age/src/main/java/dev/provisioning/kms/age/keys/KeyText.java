package dev.provisioning.kms.age.keys;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The bytes of a key file, in one array that grows without leaving copies behind. */
public final class KeyText implements AutoCloseable {
  private byte[] bytes = new byte[4096];
  private int length;

  private KeyText() {}

  /**
   * Reads a file.
   *
   * @param in the file, read to its end, not closed
   * @return its bytes, which {@link #close} wipes
   * @throws IllegalArgumentException if it is longer than {@link KeyLines#MAX_FILE_BYTES}
   * @throws IOException if {@code in} fails
   */
  public static KeyText read(InputStream in) throws IOException {
    KeyText text = new KeyText();
    boolean complete = false;
    try {
      text.fill(in);
      complete = true;
      return text;
    } finally {
      if (!complete) {
        text.close();
      }
    }
  }

  private void fill(InputStream in) throws IOException {
    int n = 0;
    while (n >= 0) {
      length += n;
      if (length > KeyLines.MAX_FILE_BYTES) {
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

  int length() {
    return length;
  }

  /** Returns the array itself; what follows the length is no content. */
  byte[] array() {
    return bytes;
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

  /**
   * Copies the file.
   *
   * @return its bytes; the caller wipes them
   */
  public byte[] copy() {
    return line(0, length);
  }

  /** Wipes the bytes. */
  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }
}
