package dev.provisioning.kms.vault.transit;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which server a request was about to be sent to. It is noted once a token is there: a login is not
 * yet a change of the server, but a request that moved to another one is. Of one thread.
 */
final class Sighting {
  private final Supplier<Object> server;
  private @Nullable Object seen;

  Sighting(Supplier<Object> server) {
    this.server = server;
  }

  void note() {
    seen = server.get();
  }

  @Nullable Object seen() {
    return seen;
  }

  boolean stillThere() {
    return server.get().equals(seen);
  }
}
