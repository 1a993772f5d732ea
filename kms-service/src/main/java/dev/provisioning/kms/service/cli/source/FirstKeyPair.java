package dev.provisioning.kms.service.cli.source;

import dev.provisioning.kms.age.AgeKeyFile;
import dev.provisioning.kms.service.cli.io.Terminal;
import java.io.IOException;

/** Makes the first key, if the person at the terminal says so. */
final class FirstKeyPair {
  private final Terminal terminal;

  FirstKeyPair(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Offers to make a key. A program is never asked: a key made inside a container dies with it, and
   * takes what it encrypted along.
   *
   * @return true if there is a key now
   */
  boolean offer(DefaultKey key) throws IOException {
    if (!terminal.tty().canAsk()
        || !terminal
            .person()
            .agrees("There is no key yet. Make one in " + key.privateKey() + "?")) {
      return false;
    }
    String recipient = AgeKeyFile.create(key.privateKey(), key.publicKey()).toString();
    terminal.note("made the key " + recipient + "; keep a copy of " + key.privateKey());
    return true;
  }
}
