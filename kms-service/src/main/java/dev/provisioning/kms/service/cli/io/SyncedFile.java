package dev.provisioning.kms.service.cli.io;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.Path;

/** A file that is on the disk when it is closed: a rename must not overtake its content. */
final class SyncedFile extends FileOutputStream {
  private boolean closed;

  SyncedFile(Path file) throws IOException {
    super(file.toFile());
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      getFD().sync();
    } catch (SyncFailedException e) {
      // Pipes and devices cannot be synced; there is nothing of theirs to lose.
      if (getChannel().position() > 0 && getChannel().size() > 0) {
        throw e;
      }
    } finally {
      super.close();
    }
  }
}
