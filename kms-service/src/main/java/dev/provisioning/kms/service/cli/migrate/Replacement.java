package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.service.cli.io.Disk;
import dev.provisioning.kms.service.cli.io.NamedOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * New content for a file, under another name in the same folder until it is complete and on disk.
 * It never holds a plaintext. A killed run may leave it; its name shows that it is one, and the
 * file that it was for is whole, since only the rename touches that.
 */
final class Replacement implements AutoCloseable {
  private static final String START = ".kms-migrate-";
  private static final String END = ".tmp";

  private final Path target;
  private final Path temporary;
  private final Disk disk;

  private Replacement(Path target, Path temporary, Disk disk) {
    this.target = target;
    this.temporary = temporary;
    this.disk = disk;
  }

  static Replacement of(Path target, Disk disk) throws IOException {
    String start = START + ProcessHandle.current().pid() + "-";
    try {
      return new Replacement(target, Files.createTempFile(folder(target), start, END), disk);
    } catch (AccessDeniedException e) {
      // The name of the temporary file would only confuse.
      throw new AccessDeniedException(target.toString());
    }
  }

  /** Whether a file was left by a run that has ended, or by an envelope's copy of such a file. */
  static boolean isStray(Path file) {
    String name = String.valueOf(file.getFileName());
    String own = name.startsWith("." + START) ? name.substring(1) : name;
    if (!own.startsWith(START) || !(own.endsWith(END) || own.endsWith(".new"))) {
      return false;
    }
    String pid = own.substring(START.length()).replaceFirst("-.*", "");
    // Another run may be writing it; to remove it would make that run fail, and lose nothing.
    return pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  Path temporary() {
    return temporary;
  }

  void write(byte[] content) throws IOException {
    try (OutputStream out = open()) {
      out.write(content);
    }
  }

  /** For content of any size; closing the stream has it on the disk. */
  OutputStream open() throws IOException {
    return NamedOutput.openOwn(disk, temporary, target);
  }

  /**
   * Puts it in the place of the file, with the file's owner, group and permissions. Systems have no
   * rename that compares first: a change within the moment after the last look would be lost.
   *
   * @param before what the file looked like when its content was read
   * @throws Changed if it does not look like that any more
   */
  void publish(Snapshot before) throws IOException {
    keepAccess();
    if (!Files.isRegularFile(temporary, LinkOption.NOFOLLOW_LINKS)) {
      throw takenAway();
    }
    if (!Snapshot.of(target).equals(before)) {
      throw new Changed(target);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    syncFolder();
  }

  private FileSystemException takenAway() {
    return new FileSystemException(target.toString(), null, "its replacement was taken away");
  }

  private void keepAccess() throws IOException {
    // Whoever may write the folder can have put a link there, to a file that is not his.
    PosixFileAttributeView view =
        Files.getFileAttributeView(
            temporary, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view == null) {
      return;
    }
    PosixFileAttributes wanted =
        Files.readAttributes(target, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes given = view.readAttributes();
    if (!given.isRegularFile()) {
      // Java 25 changes the permissions of what a link leads to, whatever the option says.
      throw takenAway();
    }
    if (!wanted.owner().equals(given.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!wanted.group().equals(given.group())) {
      view.setGroup(wanted.group());
    }
    view.setPermissions(wanted.permissions());
  }

  /** Without this, a power failure can undo the rename. */
  private void syncFolder() {
    try (FileChannel folder = FileChannel.open(folder(target), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      // Not every system opens folders; an undone rename leaves the old file.
    }
  }

  private static Path folder(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + " is not a file");
    }
    return parent;
  }

  /** Removes it if it was not published. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(temporary);
  }
}
