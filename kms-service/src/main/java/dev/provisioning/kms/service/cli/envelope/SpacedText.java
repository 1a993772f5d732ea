package dev.provisioning.kms.service.cli.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;

/**
 * A text with white space around it, in three parts that are read one after the other: what is
 * before it, the text, what is behind it. Keeps nothing in memory, however much white space it is.
 */
final class SpacedText {
  private final PushbackInputStream in;

  SpacedText(InputStream in) {
    this.in = new PushbackInputStream(in, EnvelopeTextInput.LETTERS);
  }

  void copyBefore(OutputStream out) throws IOException {
    int b = in.read();
    while (b >= 0 && EnvelopeTextInput.isSpace((byte) b)) {
      out.write(b);
      b = in.read();
    }
    if (b >= 0) {
      in.unread(b);
    }
  }

  /** Ends before the first white space. */
  InputStream text() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, Math.min(length, EnvelopeTextInput.LETTERS));
        for (int i = 0; i < n; i++) {
          if (EnvelopeTextInput.isSpace(bytes[offset + i])) {
            in.unread(bytes, offset + i, n - i);
            return i == 0 ? -1 : i;
          }
        }
        return n;
      }
    };
  }

  void copyAfter(OutputStream out) throws IOException {
    byte[] bytes = in.readNBytes(EnvelopeTextInput.LETTERS);
    while (bytes.length > 0) {
      for (byte b : bytes) {
        if (!EnvelopeTextInput.isSpace(b)) {
          throw EnvelopeTextInput.followed();
        }
      }
      out.write(bytes);
      bytes = in.readNBytes(EnvelopeTextInput.LETTERS);
    }
  }
}
