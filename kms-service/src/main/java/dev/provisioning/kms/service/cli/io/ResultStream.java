package dev.provisioning.kms.service.cli.io;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, whose failures say so: they are no failures of a file that was named. */
public final class ResultStream extends FilterOutputStream {
  /**
   * Wraps a stream.
   *
   * @param out the stream
   */
  public ResultStream(OutputStream out) {
    super(out);
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
      throw new Failed(e);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw new Failed(e);
    }
  }

  /** Standard output could not be written. */
  public static final class Failed extends IOException {
    private static final long serialVersionUID = 1L;

    Failed(IOException cause) {
      super("standard output: " + cause.getMessage(), cause);
    }

    /**
     * Tells whether the reader went away, as {@code head} does; nobody wants to hear of that.
     *
     * @return true for a broken pipe
     */
    public boolean isBrokenPipe() {
      return String.valueOf(getMessage()).contains("pipe");
    }
  }
}
