package dev.provisioning.kms.spi;

/**
 * A stateless factory of backends, found by {@link java.util.ServiceLoader}. Its public no-argument
 * constructor does nothing and touches no class of a driver, so that one missing jar does not hide
 * the other providers. Register it twice: {@code provides … with …} in {@code module-info.java} for
 * the module path, and {@code META-INF/services} for the class path.
 */
public interface KmsProvider {
  /**
   * Returns the scheme it serves.
   *
   * @return 1 to 32 characters of {@code a-z 0-9 + . -}, first a letter, such as {@code vault}
   */
  String scheme();

  /**
   * Opens a backend: reads and checks every setting and touches no network. A setting that is never
   * read is unknown and becomes an error.
   *
   * @param config the settings of one section
   * @return the backend
   * @throws dev.provisioning.kms.KmsConfigurationException if a setting is missing or malformed
   */
  KmsBackend connect(KmsConfig config);
}
