package dev.provisioning.kms.spi;

import java.util.List;

/**
 * Reads one syntax of configuration file; found by {@link java.util.ServiceLoader}. The artifact
 * {@code kms-toml} brings the one for {@code kms.toml}; {@code .properties} is built in.
 */
public interface ConfigReader {
  /**
   * Returns the file extension it reads.
   *
   * @return lower case, without the dot, such as {@code toml}
   */
  String extension();

  /**
   * Parses a file. What stands beside {@code kms} belongs to the application and may be left out.
   *
   * @param source the file as the caller named it, for origins and messages
   * @param text the whole content
   * @return every setting and every table of {@code kms}
   * @throws dev.provisioning.kms.KmsConfigurationException with source, line and column, and
   *     without the text of the line, which may hold a secret
   */
  List<ConfigEntry> read(String source, String text);
}
