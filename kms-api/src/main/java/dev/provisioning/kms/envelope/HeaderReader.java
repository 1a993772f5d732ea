package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a header from the start of a message, and nothing of the frames. */
final class HeaderReader {
  private final Source source;

  private HeaderReader(Source source) {
    this.source = source;
  }

  /** Gives the next bytes of a message; fewer than asked for at its end. */
  @FunctionalInterface
  interface Source {
    byte[] next(int count) throws IOException;
  }

  /**
   * Reads a header.
   *
   * @param start the bytes that were read already, at most 72
   * @param source gives what follows
   */
  static Header read(byte[] start, Source source) throws IOException {
    Header header = tryRead(start, source);
    if (header == null) {
      throw Invalid.header("none of its two header slots is valid");
    }
    return header;
  }

  /** Returns null if no slot is valid, as when a file is read while its slots are changed. */
  static @Nullable Header tryRead(byte[] start, Source source) throws IOException {
    HeaderReader reader = new HeaderReader(source);
    byte[] bytes = Arrays.copyOf(start, Prefix.BYTES);
    byte[] rest = source.next(Prefix.BYTES - start.length);
    System.arraycopy(rest, 0, bytes, start.length, rest.length);
    Prefix prefix = Prefix.parse(Arrays.copyOf(bytes, start.length + rest.length));
    return prefix.isFileForm() ? reader.slots(prefix) : reader.list(prefix);
  }

  private Header list(Prefix prefix) throws IOException {
    int length = ByteBuffer.wrap(take(4)).getInt();
    if (length < 1 || length > WrappedKeys.MAX_BYTES) {
      throw Invalid.header("its list of wrapped keys is empty or too long");
    }
    return Header.of(prefix, WrappedKeys.parse(take(length)), length);
  }

  private @Nullable Header slots(Prefix prefix) throws IOException {
    for (byte b : take(Prefix.PAGE - Prefix.BYTES)) {
      if (b != 0) {
        throw Invalid.header("there are bytes other than zero before its slots");
      }
    }
    Slot first = Slot.read(take(prefix.slotBytes()));
    Slot second = Slot.read(take(prefix.slotBytes()));
    if (first == null && second == null) {
      return null;
    }
    if (first != null && second != null && first.generation() == second.generation()) {
      throw Invalid.header("both header slots have the same generation");
    }
    // Both are valid after a crash between writing the new slot and wiping the old one.
    boolean secondIsNewer =
        first == null || (second != null && second.generation() > first.generation());
    Slot newest = secondIsNewer ? second : first;
    if (newest == null) {
      throw new IllegalStateException("one of the slots is valid");
    }
    Header plain = Header.of(prefix, WrappedKeys.parse(newest.list()));
    return new Header(
        prefix, plain.keys(), secondIsNewer ? 1 : 0, newest.generation(), plain.length());
  }

  private byte[] take(int count) throws IOException {
    byte[] bytes = source.next(count);
    if (bytes.length < count) {
      throw Invalid.truncated();
    }
    return bytes;
  }
}
