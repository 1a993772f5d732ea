package dev.provisioning.kms.spi;

/**
 * Where a setting stands, for messages.
 *
 * @param source the file as it was named, {@code URI}, {@code properties} or {@code builder}
 * @param line the line, from 1; 0 if there are no lines
 * @param column the column, from 1; 0 if not known
 */
public record ConfigOrigin(String source, int line, int column) {
  /** Settings of the builder, which have no lines. */
  public static final ConfigOrigin BUILDER = new ConfigOrigin("builder", 0, 0);

  /** Settings of a URI, in which no secret may stand. */
  public static final ConfigOrigin URI = new ConfigOrigin("URI", 0, 0);

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
