package dev.provisioning.kms.service.cli.io;

import java.io.IOException;
import java.io.OutputStream;

/** What is written to a target that somebody else opens, publishes and closes. */
@FunctionalInterface
public interface Content {
  /**
   * Writes it all.
   *
   * @param out the target
   * @throws IOException if it cannot be made or written; a new file does not appear then
   */
  void writeTo(OutputStream out) throws IOException;
}
