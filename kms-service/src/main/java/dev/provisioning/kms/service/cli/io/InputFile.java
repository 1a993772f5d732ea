package dev.provisioning.kms.service.cli.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens files that were named, so that every failure names them too. */
public final class InputFile {
  private InputFile() {}

  /**
   * Opens a file.
   *
   * @param file the file
   * @return its content
   * @throws FileSystemException if it is missing, not readable, or a folder
   * @throws IOException if the disk fails
   */
  public static InputStream open(Path file) throws IOException {
    // A folder can be opened, and then says "Is a directory" without its name.
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder");
    }
    return Files.newInputStream(file);
  }
}
