package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * BIP 173 Bech32 without its limit of 90 characters, which keys of newer kinds exceed.
 *
 * <p>Works on ASCII bytes, because an identity must not become a String; wipes what it copies.
 */
public final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int CHECKSUM = 6;

  private Bech32() {}

  /** A decoded text: its human-readable part in the case of the text, and its data. */
  public static final class Decoded implements AutoCloseable {
    private final String prefix;
    private final byte[] data;

    Decoded(String prefix, byte[] data) {
      this.prefix = prefix;
      this.data = data;
    }

    /**
     * Returns the human-readable part.
     *
     * @return in the case of the text
     */
    public String prefix() {
      return prefix;
    }

    /**
     * Returns the data.
     *
     * @return a copy
     */
    public byte[] data() {
      return data.clone();
    }

    /** Wipes the data. */
    @Override
    public void close() {
      Arrays.fill(data, (byte) 0);
    }
  }

  /**
   * Decodes a text.
   *
   * @param text ASCII characters, not kept and not changed
   * @return the parts, or null if the text is malformed, of mixed case, or its checksum is wrong
   */
  public static @Nullable Decoded decode(byte[] text) {
    int separator = lastSeparator(text);
    if (separator < 1 || text.length - separator - 1 < CHECKSUM || !isOneCase(text)) {
      return null;
    }
    byte[] values = new byte[text.length - separator - 1];
    try {
      for (int i = 0; i < values.length; i++) {
        int value = ALPHABET.indexOf(lower(text[separator + 1 + i]));
        if (value < 0) {
          return null;
        }
        values[i] = (byte) value;
      }
      String prefix = new String(text, 0, separator, US_ASCII);
      if (polymod(prefix.toLowerCase(Locale.ROOT), values) != 1) {
        return null;
      }
      byte[] data = Bits.fiveToEight(values, values.length - CHECKSUM);
      return data == null ? null : new Decoded(prefix, data);
    } finally {
      Arrays.fill(values, (byte) 0);
    }
  }

  /**
   * Encodes data in lower case.
   *
   * @param prefix the human-readable part, lower case
   * @param data any bytes, not kept and not changed
   * @return ASCII characters; the caller wipes them if the data is secret
   */
  public static byte[] encode(String prefix, byte[] data) {
    byte[] groups = Bits.eightToFive(data);
    byte[] values = Arrays.copyOf(groups, groups.length + CHECKSUM);
    Arrays.fill(groups, (byte) 0);
    int checksum = polymod(prefix, values) ^ 1;
    for (int i = 0; i < CHECKSUM; i++) {
      values[values.length - CHECKSUM + i] = (byte) ((checksum >>> (5 * (CHECKSUM - 1 - i))) & 31);
    }
    byte[] text = Arrays.copyOf(prefix.getBytes(US_ASCII), prefix.length() + 1 + values.length);
    text[prefix.length()] = '1';
    for (int i = 0; i < values.length; i++) {
      text[prefix.length() + 1 + i] = (byte) ALPHABET.charAt(values[i]);
    }
    Arrays.fill(values, (byte) 0);
    return text;
  }

  // The human-readable part may hold the digit itself: the last one separates.
  private static int lastSeparator(byte[] text) {
    int i = text.length - 1;
    while (i >= 0 && text[i] != '1') {
      i--;
    }
    return i;
  }

  private static boolean isOneCase(byte[] text) {
    boolean lower = false;
    boolean upper = false;
    for (byte b : text) {
      if (b < 33 || b > 126) {
        return false;
      }
      lower |= b >= 'a' && b <= 'z';
      upper |= b >= 'A' && b <= 'Z';
    }
    return !(lower && upper);
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  private static int polymod(String prefix, byte[] values) {
    int checksum = 1;
    for (int i = 0; i < prefix.length(); i++) {
      checksum = step(checksum, prefix.charAt(i) >>> 5);
    }
    checksum = step(checksum, 0);
    for (int i = 0; i < prefix.length(); i++) {
      checksum = step(checksum, prefix.charAt(i) & 31);
    }
    for (byte value : values) {
      checksum = step(checksum, value);
    }
    return checksum;
  }

  private static int step(int checksum, int value) {
    int top = checksum >>> 25;
    int next = ((checksum & 0x1ffffff) << 5) ^ value;
    next ^= (top & 1) * 0x3b6a57b2;
    next ^= ((top >>> 1) & 1) * 0x26508e6d;
    next ^= ((top >>> 2) & 1) * 0x1ea119fa;
    next ^= ((top >>> 3) & 1) * 0x3d4233dd;
    next ^= ((top >>> 4) & 1) * 0x2a1462b3;
    return next;
  }
}
