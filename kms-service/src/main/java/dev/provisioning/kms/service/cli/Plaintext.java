package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.Limited;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.IOException;

/** What is to be encrypted: standard input exactly, or a line that somebody types unseen. */
final class Plaintext {
  /** The most that any configuration can allow. */
  private static final int MOST = 16 * 1024 * 1024;

  private Plaintext() {}

  /** The caller wipes the result. */
  static byte[] read(Terminal terminal) throws IOException {
    if (!terminal.tty().in()) {
      return Limited.read(
          terminal.in(),
          MOST,
          Refusal.unsupported(
              "more than 16 MiB are more than kms encrypt takes; use: kms encrypt-file FILE"));
    }
    byte[] typed = terminal.person().secret("Text to encrypt");
    if (typed.length == 0) {
      throw Refusal.usage("nothing was typed");
    }
    return typed;
  }
}
