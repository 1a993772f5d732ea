package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A message in a file that is read. */
final class MessageFile implements AutoCloseable {
  /** More often than a rewrap changes slots within the time of a few reads. */
  private static final int LOOKS = 4;

  private final FileChannel channel;

  private MessageFile(FileChannel channel) {
    this.channel = channel;
  }

  static MessageFile open(Path file) throws IOException {
    return new MessageFile(FileChannel.open(file, StandardOpenOption.READ));
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
