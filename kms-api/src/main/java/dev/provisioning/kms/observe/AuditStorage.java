package dev.provisioning.kms.observe;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * An opened audit file. No channel, since a channel is closed for all threads when one of them is
 * interrupted. A test puts a full disk in its place.
 */
class AuditStorage extends RandomAccessFile {
  AuditStorage(Path file) throws IOException {
    super(file.toFile(), "rw");
  }

  /** Returns when everything that was written is on the disk. */
  void sync() throws IOException {
    getFD().sync();
  }

  /** Opens files. */
  @FunctionalInterface
  interface Opener {
    AuditStorage open(Path file) throws IOException;
  }
}
