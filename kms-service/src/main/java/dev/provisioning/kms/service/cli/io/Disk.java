package dev.provisioning.kms.service.cli.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Opens files for writing; a test puts a full disk in its place. */
@FunctionalInterface
public interface Disk {
  /**
   * Opens a file.
   *
   * @param file the file, made if it does not exist
   * @return a stream whose {@code close} has everything on the disk, or fails
   * @throws IOException if the file cannot be opened
   */
  OutputStream open(Path file) throws IOException;
}
