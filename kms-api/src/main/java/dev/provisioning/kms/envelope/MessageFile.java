package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message in a file that is read. */
final class MessageFile implements AutoCloseable {
  /** More often than a rewrap changes slots within the time of a few reads. */
  private static final int LOOKS = 4;

  /** The largest header. */
  private static final int MOST = Prefix.PAGE * (1 + Slot.COUNT * Prefix.MAX_SLOT_PAGES);

  private final Path file;
  private final FileChannel channel;
  private final @Nullable Object named;

  private MessageFile(Path file, FileChannel channel, @Nullable Object named) {
    this.file = file;
    this.channel = channel;
    this.named = named;
  }

  static MessageFile open(Path file) throws IOException {
    @Nullable Object named = DiskFiles.identity(file);
    return new MessageFile(file, FileChannel.open(file, StandardOpenOption.READ), named);
  }

  /** What a change of the header changes. */
  byte[] start() throws IOException {
    return DiskFiles.read(channel, 0, MOST);
  }

  /** Refuses to replace what somebody else has changed since {@link #start} was called. */
  void requireUnchanged(byte[] start) throws IOException {
    if (!Objects.equals(named, DiskFiles.identity(file)) || !Arrays.equals(start, start())) {
      throw DiskFiles.changed(file);
    }
  }

  FileChannel channel() {
    return channel;
  }

  boolean isCiphertext() throws IOException {
    return MessageOpener.isCiphertext(DiskFiles.read(channel, 0, Prefix.MAGIC_BYTES));
  }

  /**
   * Between the two reads of its slots a rewrap may have moved the header from one to the other.
   */
  Header header() throws IOException {
    for (int i = 1; i < LOOKS; i++) {
      channel.position(0);
      @Nullable Header header = HeaderReader.tryRead(new byte[0], from(0)::readNBytes);
      if (header != null) {
        return header;
      }
    }
    return HeaderReader.read(new byte[0], from(0)::readNBytes);
  }

  /** What follows a place. */
  InputStream from(long position) throws IOException {
    return Channels.newInputStream(channel.position(position));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
