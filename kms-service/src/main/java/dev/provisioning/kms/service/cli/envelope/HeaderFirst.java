package dev.provisioning.kms.service.cli.envelope;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** An envelope whose header is read first, and kept. */
final class HeaderFirst extends FilterInputStream {
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean keeping = true;

  HeaderFirst(InputStream sealed) {
    super(sealed);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = in.read(bytes, offset, length);
    if (keeping && n > 0) {
      kept.write(bytes, offset, n);
    }
    return n;
  }

  /** What was read until now; what follows is not kept. */
  byte[] header() {
    keeping = false;
    return kept.toByteArray();
  }

  /** All of it once more. */
  InputStream whole() {
    return new SequenceInputStream(new ByteArrayInputStream(header()), this);
  }
}
