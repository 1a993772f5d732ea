package dev.provisioning.kms.envelope;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** How a file is changed in place; replaced by a test that kills it at every write. */
interface FileLayer {
  /** Opens a file for reading and writing and keeps others from doing so. */
  EditableFile edit(Path file) throws IOException;

  /** A file that is open. */
  interface EditableFile extends Closeable {
    /** Reads; fewer bytes than asked for at the end of the file. */
    byte[] read(long position, int count) throws IOException;

    void write(long position, byte[] bytes) throws IOException;

    /** Refuses a file that has lost its name to another one, so that nobody would see a change. */
    void requireNamed() throws IOException;

    /** Waits until what was written is on disk. */
    void force() throws IOException;
  }
}
