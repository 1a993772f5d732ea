package dev.provisioning.kms.spi;

/**
 * Where a setting stands, for messages.
 *
 * @param source the file's name, or {@code URI}
 * @param line the line, from 1; 0 if there are no lines
 * @param column the column, from 1; 0 if not known
 */
public record ConfigOrigin(String source, int line, int column) {
  /** Settings of the builder or of a URI, which have no lines. */
  public static final ConfigOrigin BUILDER = new ConfigOrigin("builder", 0, 0);

  /**
   * Returns the place as editors and compilers write it.
   *
   * @return such as {@code kms.toml:12:5}
   */
  @Override
  public String toString() {
    return source + (line > 0 ? ":" + line : "") + (line > 0 && column > 0 ? ":" + column : "");
  }
}
