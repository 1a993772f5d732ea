package dev.provisioning.kms.age.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.function.Consumer;

/**
 * Replaces the content of a file so that a crash leaves the old or the new one, complete. What can
 * fail is done by {@link #prepare}; {@link #close} takes it back unless {@link #commit} was called.
 */
public final class AtomicReplacement implements AutoCloseable {
  private final Path file;
  private final Path temporary;
  private final Sync sync;
  private boolean renamed;

  private AtomicReplacement(Path file, Path temporary, Sync sync) {
    this.file = file;
    this.temporary = temporary;
    this.sync = sync;
  }

  /** Brings the folder of a file to disk. */
  interface Sync {
    void folderOf(Path file) throws IOException;
  }

  /**
   * Writes the new content beside the file, with the same owner, group and permissions, and waits
   * until that is on disk.
   *
   * @param file the file itself, not a link to it
   * @param content the new content, not kept
   * @return the replacement, to be committed and closed
   * @throws IOException if that fails; nothing is left behind then
   */
  public static AtomicReplacement prepare(Path file, byte[] content) throws IOException {
    return prepare(file, content, AtomicReplacement::syncFolder);
  }

  static AtomicReplacement prepare(Path file, byte[] content, Sync sync) throws IOException {
    // Made for the owner alone from the start; the folder is the same, since only there is a rename
    // atomic.
    Path temporary = Files.createTempFile(folder(file), "." + file.getFileName(), ".new");
    boolean ready = false;
    try {
      write(temporary, content);
      keepAccess(file, temporary);
      ready = true;
      return new AtomicReplacement(file, temporary, sync);
    } finally {
      if (!ready) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /**
   * Puts the new content in place. A folder that cannot be brought to disk afterwards is no
   * failure: the file is replaced, and whoever was told otherwise would act on a wrong belief.
   *
   * @param warnings gets one line if a power failure could still bring the old content back
   * @throws IOException if that fails; the file is unchanged then
   */
  public void commit(Consumer<String> warnings) throws IOException {
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    renamed = true;
    try {
      syncUninterrupted();
    } catch (IOException e) {
      warnings.accept(
          file + " is replaced, but a power failure now could bring the old one back: " + e);
    }
  }

  /** An interrupt would close the channel before the folder is on disk. */
  private void syncUninterrupted() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          sync.folderOf(file);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!renamed) {
      Files.deleteIfExists(temporary);
    }
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      writeAndSync(channel, content);
    }
  }

  static void writeAndSync(FileChannel channel, byte[] content) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(content);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    channel.force(true);
  }

  /** A key file rotated by root, or read by a service through its group, has to stay readable. */
  private static void keepAccess(Path from, Path to) throws IOException {
    PosixFileAttributeView target =
        Files.getFileAttributeView(to, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (target == null) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributes given = target.readAttributes();
    if (!given.isRegularFile()) {
      // Java 25 changes the permissions of what a link leads to, whatever the option says.
      throw new IOException("the new content of " + from + " was taken away");
    }
    if (!wanted.owner().equals(given.owner())) {
      target.setOwner(wanted.owner());
    }
    if (!wanted.group().equals(given.group())) {
      target.setGroup(wanted.group());
    }
    target.setPermissions(wanted.permissions());
  }

  static Path folder(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException("not a file: " + file);
    }
    return parent;
  }

  /** Without this, a power failure can undo the rename. */
  static void syncFolder(Path file) throws IOException {
    if (Files.getFileAttributeView(file, PosixFileAttributeView.class) == null) {
      return; // Windows cannot open a folder.
    }
    try (FileChannel channel = FileChannel.open(folder(file), StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
