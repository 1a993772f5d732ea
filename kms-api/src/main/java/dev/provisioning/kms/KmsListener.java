package dev.provisioning.kms;

import java.util.List;

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

  /**
   * Hears of the operations of a batch together, so that a listener that writes them to a disk
   * waits for it once. Each has an event of its own, as if it had been alone; an operation that was
   * refused before any call is not among them and comes by {@link #on}.
   *
   * <p>An exception thrown here fails all of them, and every result is wiped: a listener that could
   * not record one of many need not say which.
   *
   * @param events what happened, in the order of the batch, at least one
   */
  default void onAll(List<KmsEvent> events) {
    events.forEach(this::on);
  }
}
