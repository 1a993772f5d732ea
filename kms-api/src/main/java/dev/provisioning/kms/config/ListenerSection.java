package dev.provisioning.kms.config;

import dev.provisioning.kms.KmsListener;
import dev.provisioning.kms.spi.KmsConfig;
import java.util.List;

/**
 * Makes the listeners that a reserved section asks for, such as {@code [kms.audit]}. Found by the
 * service loader, since the root package must not depend on the packages that build upon it.
 */
public interface ListenerSection {
  /**
   * Returns the name of the section.
   *
   * @return such as {@code audit}
   */
  String name();

  /**
   * Opens the listeners. Those that are {@link AutoCloseable} are closed with what was opened,
   * perhaps more than once.
   *
   * @param config the settings of the section; one that is not read here is an error
   * @return the listeners, in the order in which they are called
   */
  List<KmsListener> open(KmsConfig config);
}
