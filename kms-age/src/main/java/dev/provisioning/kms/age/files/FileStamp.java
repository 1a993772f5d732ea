package dev.provisioning.kms.age.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a file looks like from outside: as long as it stays equal, so does the content.
 *
 * @param regular whether it is a file, and no folder, pipe or device
 * @param modified when the content changed last
 * @param size in bytes
 * @param inode which file stands under the name, where the file system tells
 * @param permissions who may do what; empty without POSIX permissions
 */
public record FileStamp(
    boolean regular,
    FileTime modified,
    long size,
    @Nullable Object inode,
    Set<PosixFilePermission> permissions) {

  /** More than a tick of any clock that stamps files on a local disk. */
  private static final Duration TICK = Duration.ofMillis(100);

  /**
   * Looks at a file, following links.
   *
   * @param file the file
   * @return its stamp
   * @throws IOException if there is none, or it cannot be looked at
   */
  public static FileStamp of(Path file) throws IOException {
    if (Files.getFileAttributeView(file, PosixFileAttributeView.class) == null) {
      return of(Files.readAttributes(file, BasicFileAttributes.class), Set.of());
    }
    PosixFileAttributes posix = Files.readAttributes(file, PosixFileAttributes.class);
    return of(posix, Set.copyOf(posix.permissions()));
  }

  private static FileStamp of(BasicFileAttributes a, Set<PosixFilePermission> permissions) {
    return new FileStamp(
        a.isRegularFile(), a.lastModifiedTime(), a.size(), a.fileKey(), permissions);
  }

  /**
   * Tells whether a second change would show. Two changes within one tick of the file system's
   * clock leave the same time, so that a file read right after a change has to be read again.
   *
   * @param read when reading began
   * @return true if the file was at rest by then
   */
  public boolean settledAt(Instant read) {
    return Duration.between(modified.toInstant(), read).abs().compareTo(TICK) > 0;
  }

  boolean has(PosixFilePermission permission) {
    return permissions.contains(permission);
  }
}
