package dev.provisioning.kms.service.cli.migrate;

/** Tells files and lines apart. */
@FunctionalInterface
public interface Recognition {
  /** So many bytes of a file are enough. */
  int ENOUGH = 256;

  /**
   * Looks at the beginning of a file or a line.
   *
   * @param beginning its first {@value #ENOUGH} bytes, or more
   * @return what it is
   */
  Kind of(byte[] beginning);
}
