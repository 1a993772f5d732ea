package dev.provisioning.kms.service.cli.io;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a stream to its end, but never more than was agreed upon. */
public final class Limited {
  private Limited() {}

  /**
   * Reads all.
   *
   * @param in the stream
   * @param most the largest number of bytes
   * @param complaint what to say about more
   * @return the bytes
   * @throws IOException if the stream fails
   */
  public static byte[] read(InputStream in, int most, Refusal complaint) throws IOException {
    byte[] bytes = in.readNBytes(most);
    if (bytes.length == most && in.read() >= 0) {
      Arrays.fill(bytes, (byte) 0);
      throw complaint;
    }
    return bytes;
  }
}
