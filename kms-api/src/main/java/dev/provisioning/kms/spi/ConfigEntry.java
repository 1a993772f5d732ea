package dev.provisioning.kms.spi;

import java.util.List;

/**
 * One setting or table of a configuration file.
 *
 * @param path the names from the root, such as {@code kms}, {@code age}, {@code private_key_path}
 * @param value what stands there, before {@code ${}} is expanded
 */
public record ConfigEntry(List<String> path, ConfigValue value) {
  /**
   * Checks and copies the components.
   *
   * @param path see the record
   * @param value see the record
   */
  public ConfigEntry {
    path = List.copyOf(path);
  }
}
