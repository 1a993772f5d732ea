package dev.provisioning.kms.age.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates files and folders with their permissions from the start, and replaces none. */
public final class NewFile {
  private NewFile() {}

  /**
   * Creates the folders above a file that do not exist, for the owner alone.
   *
   * @param file the file
   * @throws IOException if that fails
   */
  public static void createFoldersOf(Path file) throws IOException {
    Path folder = AtomicReplacement.folder(file);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, permissions(folder, "rwx------"));
    }
  }

  /**
   * Creates a file and waits until it is on disk.
   *
   * @param file a name that nothing stands under, not even a broken link
   * @param mode its permissions, such as {@code rw-------}; ignored without POSIX permissions
   * @param content the content, not kept
   * @throws java.nio.file.FileAlreadyExistsException if there is something
   * @throws IOException if it cannot be written; it is removed then
   */
  public static void create(Path file, String mode, byte[] content) throws IOException {
    boolean complete = false;
    try (FileChannel channel = open(file, mode, StandardOpenOption.CREATE_NEW)) {
      try {
        AtomicReplacement.writeAndSync(channel, content);
        AtomicReplacement.syncFolder(file);
        complete = true;
      } finally {
        if (!complete) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  static FileChannel open(Path file, String mode, StandardOpenOption create) throws IOException {
    return FileChannel.open(
        file, Set.of(create, StandardOpenOption.WRITE), permissions(file, mode));
  }

  private static FileAttribute<?>[] permissions(Path file, String mode) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
