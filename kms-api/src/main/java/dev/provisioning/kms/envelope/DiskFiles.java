package dev.provisioning.kms.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files of the operating system. */
final class DiskFiles implements FileLayer {
  @Override
  public EditableFile edit(Path file) throws IOException {
    @Nullable Object named = identity(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      if (lock(channel) == null) {
        throw new IOException("another process or thread is changing " + file);
      }
      Edited edited = new Edited(channel, file, named);
      // Who held the lock may have put a copy under the name.
      edited.requireNamed();
      locked = true;
      return edited;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  /** What tells a file from another one of its name; null where the system does not say. */
  static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  static IOException changed(Path file) {
    return new IOException("somebody else changed or replaced " + file + " meanwhile");
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Another thread of this process.
    }
  }

  /** Reads from a place; fewer bytes than asked for at the end of the file. */
  static byte[] read(FileChannel channel, long position, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    int n = 0;
    while (n >= 0 && buffer.hasRemaining()) {
      n = channel.read(buffer, position + buffer.position());
    }
    return buffer.hasRemaining()
        ? Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  private record Edited(FileChannel channel, Path file, @Nullable Object named)
      implements EditableFile {
    @Override
    public void requireNamed() throws IOException {
      if (!Objects.equals(named, identity(file))) {
        throw changed(file);
      }
    }

    @Override
    public byte[] read(long position, int count) throws IOException {
      return DiskFiles.read(channel, position, count);
    }

    @Override
    public void write(long position, byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer, position + buffer.position());
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(true);
    }

    /** Releases the lock too. */
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
