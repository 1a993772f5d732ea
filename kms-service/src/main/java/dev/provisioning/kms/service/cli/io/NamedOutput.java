package dev.provisioning.kms.service.cli.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A file whose failures name it: "No space left on device" alone does not say where. */
public final class NamedOutput extends FilterOutputStream {
  private final Path file;

  private NamedOutput(OutputStream out, Path file) {
    super(out);
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @param disk opens it
   * @param file the file
   * @param name the name for people, as the file may be a temporary one
   * @return the stream
   * @throws FileSystemException with the name, if the file cannot be opened
   */
  public static OutputStream open(Disk disk, Path file, Path name) throws FileSystemException {
    try {
      return new NamedOutput(disk.open(file), name);
    } catch (IOException e) {
      throw named(e, name);
    }
  }

  /**
   * Opens a file that this process has made: see {@link Disk#openOwn}.
   *
   * @param disk opens it
   * @param file the file
   * @param name the name for people
   * @return the stream
   * @throws FileSystemException with the name, if the file cannot be opened
   */
  public static OutputStream openOwn(Disk disk, Path file, Path name) throws FileSystemException {
    try {
      return new NamedOutput(disk.openOwn(file), name);
    } catch (IOException e) {
      throw named(e, name);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw named(e, file);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw named(e, file);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw named(e, file);
    }
  }

  private static FileSystemException named(IOException e, Path name) {
    FileSystemException named = new FileSystemException(name.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }
}
