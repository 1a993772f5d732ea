package dev.provisioning.kms.service.cli.migrate;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Somebody else changed a file between its reading and its replacement. */
final class Changed extends FileSystemException {
  private static final long serialVersionUID = 1L;

  Changed(Path file) {
    super(file.toString(), null, "is being changed by somebody else, and stays as it is");
  }
}
