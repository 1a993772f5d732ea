package dev.provisioning.kms;

/**
 * Hears of every operation, on the thread that ran it, after its last attempt and before its result
 * is returned. Must be safe for use by many threads and quick.
 *
 * <p>An exception thrown here fails the operation, so that an audit listener can refuse what it
 * could not record; a listener that only counts catches its own.
 */
@FunctionalInterface
public interface KmsListener {
  /**
   * Hears of one operation.
   *
   * @param event what happened
   */
  void on(KmsEvent event);
}
