package dev.provisioning.kms.service.cli.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is on the disk when it is closed: a rename must not overtake its content. */
final class SyncedFile extends FileOutputStream {
  private final boolean onDisk;
  private boolean closed;

  SyncedFile(Path file) throws IOException {
    super(file.toFile());
    onDisk = Files.isRegularFile(file);
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      // Pipes and devices refuse this call.
      if (onDisk) {
        getFD().sync();
      }
    } finally {
      super.close();
    }
  }
}
