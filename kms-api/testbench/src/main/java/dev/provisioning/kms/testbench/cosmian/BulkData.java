package dev.provisioning.kms.testbench.cosmian;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the server silently takes for a list of items, in plaintexts and in ciphertexts: 87 87, a
 * LEB128 count, and so many items with a LEB128 length. Bytes that follow are ignored.
 */
final class BulkData {
  private static final byte MARK = (byte) 0x87;

  private BulkData() {}

  static Optional<List<byte[]>> parse(byte[] data) {
    if (data.length < 3 || data[0] != MARK || data[1] != MARK) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(data, 2, data.length - 2);
    long count = leb128(in);
    if (count < 0 || count > in.remaining()) {
      return Optional.empty();
    }
    List<byte[]> items = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      long length = leb128(in);
      if (length < 0 || length > in.remaining()) {
        return Optional.empty();
      }
      byte[] item = new byte[(int) length];
      in.get(item);
      items.add(item);
    }
    return Optional.of(items);
  }

  /** An unsigned number; negative if it is cut off or has more than 63 bits. */
  private static long leb128(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (!in.hasRemaining()) {
        return -1;
      }
      byte b = in.get();
      if (shift == 63 && b != 0) {
        return -1;
      }
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    return -1;
  }

  static byte[] write(List<byte[]> items) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MARK);
    out.write(MARK);
    leb128(out, items.size());
    for (byte[] item : items) {
      leb128(out, item.length);
      out.writeBytes(item);
    }
    return out.toByteArray();
  }

  private static void leb128(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
