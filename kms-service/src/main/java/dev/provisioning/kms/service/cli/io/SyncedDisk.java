package dev.provisioning.kms.service.cli.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk of this machine. */
final class SyncedDisk implements Disk {
  @Override
  public OutputStream open(Path file) throws IOException {
    return new SyncedFile(file);
  }

  @Override
  public OutputStream openOwn(Path file) throws IOException {
    return new Synced(FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  /** On the disk when it is closed, as {@link SyncedFile} is. */
  private static final class Synced extends FilterOutputStream {
    private final FileChannel channel;

    Synced(FileChannel channel) {
      super(Channels.newOutputStream(channel));
      this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        try (channel) {
          channel.force(true);
        }
      }
    }
  }
}
