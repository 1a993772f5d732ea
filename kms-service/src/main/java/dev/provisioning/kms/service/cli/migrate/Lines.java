package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes, each with its end. Not safe for use by several threads. */
public final class Lines {
  private final BufferedInputStream in;
  private final int most;
  private boolean cut;

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
    byte[] line = nextOrStart();
    if (cut) {
      throw tooLong();
    }
    return line;
  }

  /** Reads a line, or of one that is too long the start: see {@link #isCut}. */
  byte @Nullable [] nextOrStart() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    cut = false;
    int b = in.read();
    while (b >= 0) {
      line.write(b);
      if (b == '\n') {
        return line.toByteArray();
      }
      if (line.size() > most) {
        cut = true;
        return line.toByteArray();
      }
      b = in.read();
    }
    return line.size() == 0 ? null : line.toByteArray();
  }

  /** Whether what was read last is the start of a line that is too long. */
  boolean isCut() {
    return cut;
  }

  /** Passes on what is missing of that line. */
  void copyRest(OutputStream out) throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
    while (cut) {
      int b = in.read();
      if (b >= 0) {
        buffered.write(b);
      }
      cut = b >= 0 && b != '\n';
    }
    buffered.flush();
  }

  Refusal tooLong() {
    return Refusal.unsupported("a line has more than " + most + " bytes");
  }

  /** Whether more can be read without waiting for whoever writes it. */
  boolean isMoreWaiting() throws IOException {
    return in.available() > 0;
  }
}
