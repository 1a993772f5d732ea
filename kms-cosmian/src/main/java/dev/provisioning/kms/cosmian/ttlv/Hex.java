package dev.provisioning.kms.cosmian.ttlv;

import java.io.IOException;
import java.util.Arrays;

/** Hexadecimal digits from bytes to bytes: a {@code String} of a plaintext could not be wiped. */
final class Hex {
  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private Hex() {}

  /** Writes two digits for each byte. */
  static void encode(byte[] from, byte[] to, int at) {
    int next = at;
    for (byte b : from) {
      to[next++] = DIGITS[(b >> 4) & 15];
      to[next++] = DIGITS[b & 15];
    }
  }

  /**
   * Reads the digits between two quotes.
   *
   * @param json where they stand
   * @param start behind the first quote
   * @throws IOException for an odd number of digits, or anything but digits
   */
  static byte[] decode(byte[] json, int start) throws IOException {
    int end = start;
    while (end < json.length && json[end] != '"') {
      end++;
    }
    if (end == json.length || (end - start) % 2 != 0) {
      throw new IOException("a ByteString is cut off");
    }
    byte[] bytes = new byte[(end - start) / 2];
    int bad = 0;
    for (int i = 0; i < bytes.length; i++) {
      int high = digit(json[start + 2 * i]);
      int low = digit(json[start + 2 * i + 1]);
      bad |= high | low;
      bytes[i] = (byte) (high << 4 | low);
    }
    if (bad < 0) {
      Arrays.fill(bytes, (byte) 0);
      throw new IOException("a ByteString has other than hexadecimal digits");
    }
    return bytes;
  }

  /** The value of a digit, in either case; negative for anything else. */
  private static int digit(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int lower = c | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
