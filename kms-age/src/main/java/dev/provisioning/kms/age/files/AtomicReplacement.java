package dev.provisioning.kms.age.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Replaces the content of a file so that a crash leaves the old or the new one, complete. */
public final class AtomicReplacement {
  private AtomicReplacement() {}

  /**
   * Replaces a file by one of the same owner, group and permissions, and waits until that is on
   * disk.
   *
   * @param file the file itself, not a link to it
   * @param content the new content, not kept
   * @throws IOException if that fails; the file is unchanged then
   */
  public static void replace(Path file, byte[] content) throws IOException {
    // Made for the owner alone from the start; the folder is the same, since only there is a rename
    // atomic.
    Path temporary = Files.createTempFile(folder(file), "." + file.getFileName(), ".new");
    boolean renamed = false;
    try {
      write(temporary, content);
      keepAccess(file, temporary);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      renamed = true;
      syncFolder(file);
    } finally {
      if (!renamed) {
        Files.deleteIfExists(temporary);
      }
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
    PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (target == null) {
      return;
    }
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributes given = target.readAttributes();
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
