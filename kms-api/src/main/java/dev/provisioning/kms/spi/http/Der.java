package dev.provisioning.kms.spi.http;

import java.util.Arrays;

/**
 * As much of DER (X.690) as turns the older forms of private keys into PKCS#8, the one form that
 * the JDK reads.
 */
final class Der {
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final byte[] RSA = {6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1};
  private static final byte[] NULL = {5, 0};
  private static final byte[] EC = {6, 7, 42, (byte) 134, 72, (byte) 206, 61, 2, 1};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 4;
  private static final int EC_PARAMETERS = 0xA0;

  private Der() {}

  /** PKCS#1 (RFC 8017 A.1.2) within PKCS#8 (RFC 5958). */
  static byte[] rsaToPkcs8(byte[] pkcs1) {
    return pkcs8(tlv(SEQUENCE, RSA, NULL), pkcs1);
  }

  /**
   * SEC1 (RFC 5915) within PKCS#8; the curve, which PKCS#8 wants outside, stands inside.
   *
   * @throws IllegalArgumentException if it does not
   */
  static byte[] ecToPkcs8(byte[] sec1) {
    byte[] fields = value(sec1, 0, SEQUENCE);
    int at = 0;
    while (at < fields.length) {
      if ((fields[at] & 0xFF) == EC_PARAMETERS) {
        return pkcs8(tlv(SEQUENCE, EC, value(fields, at, EC_PARAMETERS)), sec1);
      }
      at = end(fields, at);
    }
    throw new IllegalArgumentException("names no curve");
  }

  private static byte[] pkcs8(byte[] algorithm, byte[] key) {
    return tlv(SEQUENCE, VERSION_0, algorithm, tlv(OCTETS, key));
  }

  private static byte[] value(byte[] der, int at, int tag) {
    if (at >= der.length || (der[at] & 0xFF) != tag) {
      throw new IllegalArgumentException("is not DER");
    }
    return Arrays.copyOfRange(der, start(der, at), end(der, at));
  }

  private static int start(byte[] der, int at) {
    if (at + 1 >= der.length) {
      throw new IllegalArgumentException("is not DER");
    }
    int first = der[at + 1] & 0xFF;
    return first < 0x80 ? at + 2 : at + 2 + (first & 0x7F);
  }

  private static int end(byte[] der, int at) {
    int start = start(der, at);
    int first = der[at + 1] & 0xFF;
    long length = first < 0x80 ? first : 0;
    if (first >= 0x80) {
      int count = first & 0x7F;
      if (count == 0 || count > 3 || start > der.length) {
        throw new IllegalArgumentException("is not DER");
      }
      for (int i = at + 2; i < start; i++) {
        length = (length << 8) | (der[i] & 0xFF);
      }
    }
    if (length > der.length - start) {
      throw new IllegalArgumentException("is not DER");
    }
    return start + (int) length;
  }

  private static byte[] tlv(int tag, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] header = header(tag, length);
    byte[] whole = Arrays.copyOf(header, header.length + length);
    int at = header.length;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }

  /** DER wants the shortest form of a length (X.690 §10.1), and the JDK refuses any other. */
  private static byte[] header(int tag, int length) {
    if (length < 0x80) {
      return new byte[] {(byte) tag, (byte) length};
    }
    if (length < 0x100) {
      return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    }
    return length < 0x10000
        ? new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length}
        : new byte[] {
          (byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length
        };
  }
}
