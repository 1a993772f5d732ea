package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * What is to be encrypted: standard input exactly, or a line that somebody types unseen. Of a large
 * one only the beginning is in memory.
 */
final class Plaintext implements AutoCloseable {
  /** The most that any configuration lets a backend take directly. */
  private static final int MOST_DIRECT = 16 * 1024 * 1024;

  private final byte[] beginning;
  private final InputStream rest;

  private Plaintext(byte[] beginning, InputStream rest) {
    this.beginning = beginning;
    this.rest = rest;
  }

  /** The caller closes the result. */
  static Plaintext read(Terminal terminal) throws IOException {
    if (!terminal.tty().in()) {
      return new Plaintext(terminal.in().readNBytes(MOST_DIRECT + 1), terminal.in());
    }
    byte[] typed = terminal.person().secret("Text to encrypt");
    if (typed.length == 0) {
      throw Refusal.usage("nothing was typed");
    }
    return new Plaintext(typed, InputStream.nullInputStream());
  }

  /** Whether a backend may take it directly, and {@link #bytes} are all of it. */
  boolean mayBeDirect() {
    return beginning.length <= MOST_DIRECT;
  }

  /** Not a copy. */
  byte[] bytes() {
    return beginning;
  }

  /** All of it, of any size. */
  InputStream stream() {
    return new SequenceInputStream(new ByteArrayInputStream(beginning), rest);
  }

  @Override
  public void close() {
    Arrays.fill(beginning, (byte) 0);
  }
}
