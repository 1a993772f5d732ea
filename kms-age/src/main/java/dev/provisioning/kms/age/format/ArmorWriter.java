package dev.provisioning.kms.age.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;

/**
 * Encodes the text form.
 *
 * <p>{@link #finish} writes the last lines; {@link #close} without it leaves a truncated armor. Not
 * for use by several threads.
 */
public final class ArmorWriter extends OutputStream {
  // Lines are encoded many at once; a multiple of one line, so that none is split.
  private static final int BUFFER_BYTES = 128 * Armor.LINE_BYTES;
  private static final byte[] LINE_FEED = {'\n'};

  private final OutputStream target;
  private final Base64.Encoder encoder = Base64.getMimeEncoder(Armor.COLUMNS, LINE_FEED);
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;

  /**
   * Starts the armor with its first line.
   *
   * @param target where the text goes
   * @throws IOException if the target fails
   */
  public ArmorWriter(OutputStream target) throws IOException {
    this.target = target;
    target.write((Armor.BEGIN + "\n").getBytes(US_ASCII));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int done = 0;
    while (done < length) {
      int n = Math.min(length - done, BUFFER_BYTES - buffered);
      System.arraycopy(bytes, offset + done, buffer, buffered, n);
      buffered += n;
      done += n;
      if (buffered == BUFFER_BYTES) {
        writeLines();
      }
    }
  }

  /**
   * Writes what is left and the last line.
   *
   * @throws IOException if the target fails
   */
  public void finish() throws IOException {
    writeLines();
    target.write((Armor.END + "\n").getBytes(US_ASCII));
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }

  @Override
  public void close() throws IOException {
    target.close();
  }

  private void writeLines() throws IOException {
    if (buffered > 0) {
      byte[] exact = Arrays.copyOf(buffer, buffered);
      target.write(encoder.encode(exact));
      target.write(LINE_FEED);
      buffered = 0;
    }
  }
}
