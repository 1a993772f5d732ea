package dev.provisioning.kms.envelope;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One of the two places for the list of wrapped keys in a file. Its digest covers the whole slot,
 * so that a write that was cut off by a crash leaves no valid one.
 */
final class Slot {
  static final int COUNT = 2;
  private static final int LIST = 12;
  private static final int DIGEST = 32;

  private final long generation;
  private final byte[] list;

  private Slot(long generation, byte[] list) {
    this.generation = generation;
    this.list = list;
  }

  static boolean fits(int slotBytes, int listBytes) {
    return LIST + listBytes + DIGEST <= slotBytes;
  }

  /** The fewest pages that hold a list. */
  static int pagesFor(int listBytes) {
    int pages = (LIST + listBytes + DIGEST + Prefix.PAGE - 1) / Prefix.PAGE;
    return Math.max(Prefix.MIN_SLOT_PAGES, pages);
  }

  static byte[] write(int slotBytes, long generation, byte[] list) {
    byte[] slot =
        ByteBuffer.allocate(slotBytes).putLong(generation).putInt(list.length).put(list).array();
    byte[] digest = digest(slot);
    System.arraycopy(digest, 0, slot, slotBytes - DIGEST, DIGEST);
    return slot;
  }

  /** Returns null for a slot that is idle or was not written to its end. */
  static @Nullable Slot read(byte[] slot) {
    int end = slot.length - DIGEST;
    ByteBuffer in = ByteBuffer.wrap(slot);
    long generation = in.getLong();
    int length = in.getInt();
    if (!MessageDigest.isEqual(digest(slot), Arrays.copyOfRange(slot, end, slot.length))
        || generation < 1
        || length < 0
        || length > end - LIST) {
      return null;
    }
    for (int i = LIST + length; i < end; i++) {
      if (slot[i] != 0) {
        return null;
      }
    }
    return new Slot(generation, Arrays.copyOfRange(slot, LIST, LIST + length));
  }

  private static byte[] digest(byte[] slot) {
    MessageDigest sha = MessageKeys.sha256();
    sha.update(slot, 0, slot.length - DIGEST);
    return sha.digest();
  }

  long generation() {
    return generation;
  }

  byte[] list() {
    return list;
  }
}
