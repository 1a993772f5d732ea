package dev.provisioning.kms.envelope;

import dev.provisioning.kms.envelope.FileLayer.EditableFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The header of a file when it was read. Between that and the change lie calls of servers, and the
 * lock may be gone: POSIX releases it when this process closes any other channel of the file.
 */
final class Unchanged {
  private final Path file;
  private final EditableFile open;
  private final byte[] header;

  Unchanged(Path file, EditableFile open, int length) throws IOException {
    this.file = file;
    this.open = open;
    this.header = open.read(0, length);
  }

  void require() throws IOException {
    open.requireNamed();
    if (!Arrays.equals(open.read(0, header.length), header)) {
      throw DiskFiles.changed(file);
    }
  }
}
