package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes, each with its end. Not safe for use by several threads. */
public final class Lines {
  private final BufferedInputStream in;
  private final int most;

  /**
   * Wraps a stream.
   *
   * @param in the stream, which stays open
   * @param most the largest number of bytes of a line
   */
  public Lines(InputStream in, int most) {
    this.in = new BufferedInputStream(in, 64 * 1024);
    this.most = most;
  }

  /**
   * Reads a line.
   *
   * @return the line with its end, which the last one may not have; null at the end
   * @throws IOException if the stream fails
   */
  public byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    int b = in.read();
    while (b >= 0) {
      line.write(b);
      if (b == '\n') {
        return line.toByteArray();
      }
      if (line.size() > most) {
        throw Refusal.unsupported("a line has more than " + most + " bytes");
      }
      b = in.read();
    }
    return line.size() == 0 ? null : line.toByteArray();
  }

  /** Whether more can be read without waiting for whoever writes it. */
  boolean isMoreWaiting() throws IOException {
    return in.available() > 0;
  }
}
