package dev.provisioning.kms.service.cli.envelope;

import dev.provisioning.kms.envelope.Envelope;
import dev.provisioning.kms.envelope.EnvelopeInfo;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps the beginning of what passes, which holds the header of an envelope. */
final class HeaderCopy extends FilterOutputStream {
  /** A stream form has a prefix of 72 bytes, a length, and a list of at most 64 KiB. */
  private static final int ENOUGH = 72 + 4 + 64 * 1024;

  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();

  HeaderCopy(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    beginning.write(bytes, offset, Math.min(length, ENOUGH - beginning.size()));
    out.write(bytes, offset, length);
  }

  EnvelopeInfo header() {
    return Envelope.inspect(beginning.toByteArray());
  }
}
