package dev.provisioning.kms.age.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file beside a key file that carries its lock, and belongs to whom the key file belongs. */
public final class LockFile {
  private LockFile() {}

  /**
   * Tells whether this user may take the lock of a file, as far as its lock file decides that.
   *
   * @param file the file itself, not a link to it
   * @return false if there is a lock file that this user may not write
   */
  public static boolean isUsable(Path file) {
    Path lock = of(file);
    return !Files.exists(lock, LinkOption.NOFOLLOW_LINKS)
        || (Files.isRegularFile(lock) && Files.isWritable(lock));
  }

  static Path of(Path file) {
    return file.resolveSibling(file.getFileName() + ".lock");
  }

  static FileChannel open(Path file) throws IOException {
    Path lock = of(file);
    try {
      FileChannel created = NewFile.open(lock, "rw-------", StandardOpenOption.CREATE_NEW);
      boolean ready = false;
      try {
        shareWithOwnerOf(file, lock);
        ready = true;
        return created;
      } finally {
        if (!ready) {
          created.close();
        }
      }
    } catch (FileAlreadyExistsException e) {
      return openExisting(lock);
    } catch (IOException e) {
      throw unusable(lock, e);
    }
  }

  private static FileChannel openExisting(Path lock) throws IOException {
    try {
      return FileChannel.open(lock, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unusable(lock, e);
    }
  }

  private static IOException unusable(Path lock, IOException cause) {
    return new IOException(
        "the lock file "
            + lock
            + " cannot be opened for writing by this user; it should belong to the owner of the"
            + " key file",
        cause);
  }

  /** A lock file that root made for itself alone would lock out the service that owns the key. */
  private static void shareWithOwnerOf(Path file, Path lock) throws IOException {
    PosixFileAttributeView target =
        Files.getFileAttributeView(lock, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (target == null) {
      return;
    }
    boolean exists = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes like =
        Files.readAttributes(
            exists ? file : AtomicReplacement.folder(file), PosixFileAttributes.class);
    PosixFileAttributes given = target.readAttributes();
    if (!given.isRegularFile()) {
      // Java 25 changes the permissions of what a link leads to, whatever the option says.
      return;
    }
    if (!like.owner().equals(given.owner())) {
      attempt(() -> target.setOwner(like.owner()));
    }
    if (exists && !like.group().equals(given.group())) {
      attempt(() -> target.setGroup(like.group()));
    }
    if (exists && like.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
      Set<PosixFilePermission> shared = PosixFilePermissions.fromString("rw-rw----");
      attempt(() -> target.setPermissions(shared));
    }
  }

  private interface Change {
    void run() throws IOException;
  }

  /** Only root can give files away: another user's lock file serves that user all the same. */
  private static void attempt(Change change) {
    try {
      change.run();
    } catch (IOException e) {
      // Whom this locks out is told the name of the lock file.
    }
  }
}
