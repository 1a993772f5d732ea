package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Everything before the frames.
 *
 * @param prefix the first 72 bytes
 * @param keys the wrapped keys, at least one
 * @param slot in which slot they stand; 0 in the stream form
 * @param generation the generation of that slot; 1 in the stream form
 * @param length the number of bytes before the first frame
 */
record Header(Prefix prefix, List<Ciphertext> keys, int slot, long generation, long length) {
  private static final int LIST_LENGTH = 4;

  /** The header of a new message. */
  static Header of(Prefix prefix, List<Ciphertext> keys) {
    return of(prefix, keys, WrappedKeys.write(keys).length);
  }

  /** One whose list has so many bytes. */
  static Header of(Prefix prefix, List<Ciphertext> keys, int list) {
    return new Header(
        prefix,
        keys,
        0,
        1,
        prefix.isFileForm()
            ? Prefix.PAGE + (long) Slot.COUNT * prefix.slotBytes()
            : streamLength(list));
  }

  private static int streamLength(int list) {
    return Prefix.BYTES + LIST_LENGTH + list;
  }

  byte[] toBytes() {
    return toBytes(prefix, WrappedKeys.write(keys), generation);
  }

  /** The bytes of a header with a list that is written already. */
  static byte[] toBytes(Prefix prefix, byte[] list, long generation) {
    if (!prefix.isFileForm()) {
      return ByteBuffer.allocate(streamLength(list.length))
          .put(prefix.toBytes())
          .putInt(list.length)
          .put(list)
          .array();
    }
    return ByteBuffer.allocate(Prefix.PAGE + Slot.COUNT * prefix.slotBytes())
        .put(prefix.toBytes())
        .position(Prefix.PAGE)
        .put(Slot.write(prefix.slotBytes(), generation, list))
        .array();
  }

  /** Where a slot starts in the file. */
  long slotOffset(int number) {
    return Prefix.PAGE + (long) number * prefix.slotBytes();
  }
}
