package dev.provisioning.kms.service.cli.io;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * The person at the keyboard of this process. {@code java.io.Console} is of no use here: it is
 * absent as soon as standard output is redirected, which is how people encrypt.
 */
final class Keyboard implements Person {
  /** A terminal hands over at most this many bytes in one line. */
  private static final int MOST_LINE = 4096;

  private final InputStream in;
  private final PrintStream err;

  Keyboard(InputStream in, PrintStream err) {
    this.in = in;
    this.err = err;
  }

  @Override
  public boolean agrees(String question) throws IOException {
    prompt(question + " [y/N] ");
    String answer = new String(line(), StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  @Override
  public byte[] secret(String prompt) throws IOException {
    Echo echo = Echo.off(err);
    try {
      prompt(prompt + " (not shown): ");
      return line();
    } finally {
      echo.on();
      prompt("\n");
    }
  }

  private void prompt(String text) {
    err.print(text);
    err.flush();
  }

  /** Reads byte by byte: what follows the line belongs to the next reader. */
  private byte[] line() throws IOException {
    LineBuffer line = new LineBuffer();
    try {
      int b;
      while ((b = in.read()) >= 0 && b != '\n') {
        if (line.size() == MOST_LINE) {
          throw Refusal.usage("the line is too long; use standard input from a file or a pipe");
        }
        line.write(b);
      }
      if (b < 0 && line.size() == 0) {
        throw Refusal.usage("nothing was typed");
      }
      return line.toByteArray();
    } finally {
      line.wipe();
    }
  }

  /** Sized for the longest line, so that it never leaves an old copy behind by growing. */
  private static final class LineBuffer extends ByteArrayOutputStream {
    LineBuffer() {
      super(MOST_LINE);
    }

    void wipe() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
