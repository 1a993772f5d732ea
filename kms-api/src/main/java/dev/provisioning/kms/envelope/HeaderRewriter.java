package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.envelope.FileLayer.EditableFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * Gives a message other wrapped keys. Before any key goes, one of the old ones was unwrapped and
 * fits the commitment.
 */
final class HeaderRewriter {
  private static final int COPY = 1024 * 1024;

  private final Parts parts;
  private final MessageOpener opener;

  HeaderRewriter(Parts parts, MessageOpener opener) {
    this.parts = parts;
    this.opener = opener;
  }

  /** In memory: a new header and the same frames. */
  byte[] change(byte[] message, Header header, HeaderChange change, EncryptionContext context) {
    Header next = roomy(header, wrapped(header, change, context), header.prefix().slotPages());
    byte[] bytes = next.toBytes();
    int old = (int) header.length();
    return ByteBuffer.allocate(Math.addExact(bytes.length, message.length - old))
        .put(bytes)
        .put(message, old, message.length - old)
        .array();
  }

  /** In a file: in place if it has two slots and room in them, else in a copy. */
  EnvelopeChange change(Path file, HeaderChange change, EncryptionContext context)
      throws IOException {
    try (EditableFile open = parts.files().edit(file)) {
      Header header = read(open);
      Unchanged unchanged = new Unchanged(file, open, (int) header.length());
      if (change.needsFreshKey(header)) {
        throw DiskFiles.changed(file); // It did not when it was looked at before.
      }
      List<Ciphertext> keys = wrapped(header, change, context);
      byte[] list = WrappedKeys.write(keys);
      Prefix prefix = header.prefix();
      if (prefix.isFileForm()
          && Slot.fits(prefix.slotBytes(), list.length)
          && header.generation() < Long.MAX_VALUE) {
        unchanged.require();
        switchSlots(open, header, list);
        return EnvelopeChange.IN_PLACE;
      }
      copy(open, file, header, roomy(header, keys, parts.slotPages()), unchanged);
      return EnvelopeChange.COPIED;
    }
  }

  private List<Ciphertext> wrapped(Header header, HeaderChange change, EncryptionContext context) {
    try (Unlocked unlocked = opener.unlock(header, context)) {
      return change.keys(header, unlocked.dataKey(), context);
    }
  }

  /** The layout of {@code pages}, or larger slots if the list needs them. */
  private static Header roomy(Header header, List<Ciphertext> keys, int pages) {
    int needed = Slot.pagesFor(WrappedKeys.write(keys).length);
    int slotPages = pages == Prefix.STREAM_FORM ? pages : Math.max(pages, needed);
    return Header.of(header.prefix().laidOut(slotPages), keys);
  }

  static Header read(EditableFile file) throws IOException {
    long[] position = {0};
    return HeaderReader.read(
        new byte[0],
        count -> {
          byte[] bytes = file.read(position[0], count);
          position[0] += bytes.length;
          return bytes;
        });
  }

  /**
   * A crash leaves the old slot valid until the new one is on disk. The old one is wiped after
   * that, so that the file holds no key of a reader who was removed.
   */
  private static void switchSlots(EditableFile file, Header header, byte[] list)
      throws IOException {
    int idle = 1 - header.slot();
    byte[] slot = Slot.write(header.prefix().slotBytes(), header.generation() + 1, list);
    file.write(header.slotOffset(idle), slot);
    file.force();
    if (!Arrays.equals(file.read(header.slotOffset(idle), slot.length), slot)) {
      throw new IOException("the new header could not be read back; the old one stays");
    }
    file.write(header.slotOffset(header.slot()), new byte[slot.length]);
    file.force();
  }

  private static void copy(
      EditableFile from, Path file, Header old, Header next, Unchanged unchanged)
      throws IOException {
    try (NewFile copy = NewFile.at(file, StandardCopyOption.REPLACE_EXISTING).keepingAccess()) {
      OutputStream out = copy.out();
      out.write(next.toBytes());
      long position = old.length();
      byte[] bytes = from.read(position, COPY);
      while (bytes.length > 0) {
        out.write(bytes);
        position += bytes.length;
        bytes = from.read(position, COPY);
      }
      unchanged.require();
      copy.publish();
    }
  }
}
