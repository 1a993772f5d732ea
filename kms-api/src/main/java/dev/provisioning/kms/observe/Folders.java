package dev.provisioning.kms.observe;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The folder of an audit file: the names of rotated files, and new files for their owner only. */
final class Folders {
  private Folders() {}

  static Path of(Path file) {
    // Absolute, and no root: a file has a folder.
    return Objects.requireNonNull(file.getParent());
  }

  /** The name of a file that has been filled, by the number of its last record. */
  static Path rotated(Path file, long sequence) {
    return file.resolveSibling(file.getFileName() + "." + padded(sequence));
  }

  private static String padded(long sequence) {
    String digits = Long.toString(sequence);
    return "0".repeat(Math.max(0, 12 - digits.length())) + digits;
  }

  /** The rotated file that holds the newest records. */
  static Optional<Path> newest(Path file) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(file.getFileName() + ".") + "[0-9]{12,18}");
    Path newest = null;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(of(file))) {
      for (Path one : files) {
        if (name.matcher(String.valueOf(one.getFileName())).matches()
            && (newest == null || sequence(one) > sequence(newest))) {
          newest = one;
        }
      }
    }
    return Optional.ofNullable(newest);
  }

  private static long sequence(Path rotated) {
    String name = rotated.toString();
    return Long.parseLong(name.substring(name.lastIndexOf('.') + 1));
  }

  /** Makes a file that only its owner reads, unless it is there. */
  static void create(Path file) throws IOException {
    try {
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      } else {
        Files.createFile(file);
      }
    } catch (FileAlreadyExistsException e) {
      // As it was left.
    }
  }

  /** Makes sure that a new name is on the disk. */
  static void sync(Path folder) throws IOException {
    // The channel of an interrupted thread would be closed under our hands.
    boolean interrupted = Thread.interrupted();
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (AccessDeniedException e) {
      // Windows opens no folders, and writes their entries itself.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
