package dev.provisioning.kms.testbench;

import java.io.IOException;

/** Asks a server that was just started whether it answers. */
@FunctionalInterface
public interface Readiness {
  /**
   * Asks once; an {@link IOException}, such as a refused connection, means not yet.
   *
   * @param port the server's port on 127.0.0.1
   * @return whether the server can be used
   */
  boolean isReady(int port) throws IOException, InterruptedException;
}
