package dev.provisioning.kms.observe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads lines of bounded length, whatever the size of the file. Not safe for several threads. */
final class LineReader {
  private final Path file;
  private final InputStream in;
  private final byte[] buffer = new byte[64 * 1024];
  private int next;
  private int end;
  private long number;

  LineReader(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  /** Where the line that was read last stands. */
  Place place() {
    return new Place(file, number);
  }

  /** Where the line after it stands, or would. */
  Place nextPlace() {
    return new Place(file, number + 1);
  }

  /**
   * Reads a line without its end; null at the end of the file.
   *
   * @throws AuditFault if it is too long, or the file ends within it
   */
  byte @Nullable [] read() throws IOException, AuditFault {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    while (fill()) {
      int stop = next;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      if (line.size() + stop - next > AuditLine.MOST) {
        throw new AuditFault(nextPlace(), "is longer than a record can be");
      }
      line.write(buffer, next, stop - next);
      next = stop;
      if (stop < end) {
        next++;
        number++;
        return line.toByteArray();
      }
    }
    if (line.size() > 0) {
      throw new AuditFault(nextPlace(), "has no end: the file was cut, or is being written");
    }
    return null;
  }

  private boolean fill() throws IOException {
    if (next == end) {
      end = Math.max(0, in.read(buffer));
      next = 0;
    }
    return next < end;
  }
}
