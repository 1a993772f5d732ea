package dev.provisioning.kms.service.cli.migrate;

import java.nio.file.Path;

/** Where something stands. */
public sealed interface Place {
  /**
   * A file.
   *
   * @param path its path, as the run was told
   */
  record InTree(Path path) implements Place {}

  /**
   * A line.
   *
   * @param number its number, from 1
   */
  record InStream(long number) implements Place {}
}
