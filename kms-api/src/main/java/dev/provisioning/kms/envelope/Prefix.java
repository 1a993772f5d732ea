package dev.provisioning.kms.envelope;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The first 72 bytes: what kind of message it is, its id and its commitment. All but the layout and
 * the commitment is bound by the commitment; a changed layout moves the frames, which then fail.
 */
final class Prefix {
  static final int BYTES = 72;
  static final int ID = 32;
  static final int MAGIC_BYTES = 4;

  /** Slots are counted in pages and start on one. */
  static final int PAGE = 4096;

  static final int STREAM_FORM = 0;
  static final int MIN_SLOT_PAGES = 2;
  static final int MAX_SLOT_PAGES = 17;

  private static final byte[] MAGIC = {'K', 'M', 'S', 'E'};
  private static final byte VERSION = 1;
  private static final byte SUITE = 1;
  private static final int SHARED_KEY = 1;
  private static final int BOUND_START = 7;

  private final int flags;
  private final int slotPages;
  private final byte[] messageId;
  private final byte[] commitment;

  /** Keeps the arrays. */
  private Prefix(int flags, int slotPages, byte[] messageId, byte[] commitment) {
    this.flags = flags;
    this.slotPages = slotPages;
    this.messageId = messageId;
    this.commitment = commitment;
  }

  /** A message whose commitment is not known yet. */
  static Prefix fresh(int slotPages, boolean sharedKey, byte[] messageId) {
    return new Prefix(sharedKey ? SHARED_KEY : 0, slotPages, messageId, new byte[ID]);
  }

  static boolean isMagic(byte[] start) {
    return Arrays.equals(start, MAGIC);
  }

  static Prefix parse(byte[] bytes) {
    if (bytes.length < MAGIC_BYTES || !isMagic(Arrays.copyOf(bytes, MAGIC_BYTES))) {
      throw Invalid.header("it does not start with the magic bytes");
    }
    if (bytes.length < BYTES) {
      throw Invalid.truncated();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes).position(MAGIC_BYTES);
    int version = in.get();
    if (version != VERSION) {
      throw Invalid.header("its version is " + version + ", and this library knows 1");
    }
    if (in.get() != SUITE) {
      throw Invalid.header("its suite is not known");
    }
    int flags = Byte.toUnsignedInt(in.get());
    if ((flags & ~SHARED_KEY) != 0) {
      throw Invalid.header("flags are set that this version does not know");
    }
    int pages = Byte.toUnsignedInt(in.get());
    if (pages != STREAM_FORM && (pages < MIN_SLOT_PAGES || pages > MAX_SLOT_PAGES)) {
      throw Invalid.header("its header slots have " + pages + " pages");
    }
    byte[] id = new byte[ID];
    byte[] commitment = new byte[ID];
    in.get(id).get(commitment);
    return new Prefix(flags, pages, id, commitment);
  }

  byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .put(MAGIC)
        .put(VERSION)
        .put(SUITE)
        .put((byte) flags)
        .put((byte) slotPages)
        .put(messageId)
        .put(commitment)
        .array();
  }

  /** What goes into the keys: magic, version, suite and flags, then the message id. */
  byte[] bound() {
    return ByteBuffer.allocate(BOUND_START + ID)
        .put(toBytes(), 0, BOUND_START)
        .put(messageId)
        .array();
  }

  Prefix committing(byte[] value) {
    return new Prefix(flags, slotPages, messageId, value.clone());
  }

  /** The same message in another layout. */
  Prefix laidOut(int pages) {
    return new Prefix(flags, pages, messageId, commitment);
  }

  boolean sharesKey() {
    return (flags & SHARED_KEY) != 0;
  }

  boolean isFileForm() {
    return slotPages != STREAM_FORM;
  }

  int slotPages() {
    return slotPages;
  }

  int slotBytes() {
    return slotPages * PAGE;
  }

  byte[] messageId() {
    return messageId.clone();
  }

  byte[] commitment() {
    return commitment.clone();
  }
}
