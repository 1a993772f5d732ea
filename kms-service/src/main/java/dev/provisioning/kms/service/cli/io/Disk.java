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

  /**
   * Opens a file that this process has made. Whoever may write its folder can have put a link in
   * its place, which is not followed.
   *
   * @param file the file
   * @return a stream like that of {@link #open}
   * @throws IOException if the file cannot be opened, or is a link
   */
  default OutputStream openOwn(Path file) throws IOException {
    return open(file);
  }
}
