package dev.provisioning.kms.service.cli.io;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes of any number as base64 within a text. Nothing is written before the first of them, so that
 * a command that fails early leaves no half of a line.
 */
public final class Encoded extends OutputStream {
  private static final int BUFFER = 64 * 1024;

  private final OutputStream out;
  private final OutputStream encoder;
  private final String before;
  private boolean begun;

  /**
   * Starts a text.
   *
   * @param target gets the text in ASCII; never closed
   * @param encoding which base64
   * @param before what stands before it
   */
  public Encoded(OutputStream target, Base64.Encoder encoding, String before) {
    this.out = new BufferedOutputStream(target, BUFFER);
    this.encoder = encoding.wrap(new Unclosed(out));
    this.before = before;
  }

  @Override
  public void write(int b) throws IOException {
    begin();
    encoder.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    begin();
    encoder.write(bytes, offset, length);
  }

  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      out.write(before.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /**
   * Completes the text; without this it stays half.
   *
   * @param after what stands behind it
   * @throws IOException if the target fails
   */
  public void finish(String after) throws IOException {
    begin();
    encoder.close();
    out.write(after.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** The encoder's last letters come when it is closed, which closes the stream below. */
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() {
      // Whoever made the stream below closes it.
    }
  }
}
