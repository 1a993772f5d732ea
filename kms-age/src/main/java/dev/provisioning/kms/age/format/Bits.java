package dev.provisioning.kms.age.format;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Regroups bits between bytes and the five-bit values of Bech32. */
final class Bits {
  private Bits() {}

  static byte[] eightToFive(byte[] bytes) {
    byte[] values = new byte[(bytes.length * 8 + 4) / 5];
    int accumulator = 0;
    int bits = 0;
    int n = 0;
    for (byte b : bytes) {
      accumulator = ((accumulator << 8) | (b & 0xff)) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        values[n++] = (byte) ((accumulator >>> bits) & 31);
      }
    }
    if (bits > 0) {
      values[n] = (byte) ((accumulator << (5 - bits)) & 31);
    }
    return values;
  }

  /** Returns null if the padding is a whole value or is not zero: it would be a second spelling. */
  static byte @Nullable [] fiveToEight(byte[] values, int count) {
    byte[] bytes = new byte[count * 5 / 8];
    int accumulator = 0;
    int bits = 0;
    int n = 0;
    for (int i = 0; i < count; i++) {
      accumulator = ((accumulator << 5) | values[i]) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[n++] = (byte) (accumulator >>> bits);
      }
    }
    if (bits >= 5 || (accumulator & ((1 << bits) - 1)) != 0) {
      Arrays.fill(bytes, (byte) 0);
      return null;
    }
    return bytes;
  }
}
