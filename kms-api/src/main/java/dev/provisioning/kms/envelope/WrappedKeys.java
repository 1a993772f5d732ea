package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.KmsException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The byte form of the list of wrapped keys: strict, bounded, one form for each list. */
final class WrappedKeys {
  static final int MAX_ENTRIES = 16;
  static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_BLOB = 8 * 1024;
  private static final int LENGTH = 2;

  private WrappedKeys() {}

  static byte[] write(List<Ciphertext> keys) {
    if (keys.isEmpty() || keys.size() > MAX_ENTRIES) {
      throw Invalid.tooLarge(keys.size() + " wrapped keys; an envelope holds 1 to " + MAX_ENTRIES);
    }
    List<byte[]> entries = new ArrayList<>();
    int size = 1;
    for (Ciphertext key : keys) {
      byte[] entry = key.toBytes();
      if (isTooLarge(key, entry.length)) {
        throw Invalid.tooLarge(
            "a key wrapped by " + key.backend() + " is larger than " + MAX_BLOB + " bytes");
      }
      entries.add(entry);
      size += LENGTH + entry.length;
    }
    if (size > MAX_BYTES) {
      throw Invalid.tooLarge("the wrapped keys have " + size + " bytes, more than " + MAX_BYTES);
    }
    ByteBuffer out = ByteBuffer.allocate(size).put((byte) entries.size());
    for (byte[] entry : entries) {
      out.putShort((short) entry.length).put(entry);
    }
    return out.array();
  }

  /** Copies the blob only where its entry is that large at all. */
  private static boolean isTooLarge(Ciphertext key, int entry) {
    return entry > MAX_BLOB && key.blob().length > MAX_BLOB;
  }

  static List<Ciphertext> parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int count = in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
    if (count < 1 || count > MAX_ENTRIES) {
      throw Invalid.header("it has " + count + " wrapped keys");
    }
    List<Ciphertext> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Ciphertext key = entry(in, i);
      if (keys.contains(key)) {
        throw Invalid.header("a wrapped key stands there twice");
      }
      keys.add(key);
    }
    if (in.hasRemaining()) {
      throw Invalid.header("something follows the last wrapped key");
    }
    return List.copyOf(keys);
  }

  private static Ciphertext entry(ByteBuffer in, int index) {
    int length = in.remaining() < LENGTH ? -1 : Short.toUnsignedInt(in.getShort());
    if (length < 0 || length > in.remaining()) {
      throw Invalid.header("wrapped key " + index + " is cut off");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    Ciphertext key;
    try {
      key = Ciphertext.parse(bytes);
    } catch (KmsException e) {
      throw Invalid.header("wrapped key " + index + ": " + e.getMessage());
    }
    if (!key.isDataKey() || isTooLarge(key, length)) {
      throw Invalid.header(
          "wrapped key " + index + " is too large or does not say to be a data key");
    }
    return key;
  }
}
