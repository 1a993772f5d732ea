package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The application's own code that gives a secret. */
public final class Callback implements Supplier<char[]> {
  private final Supplier<char[]> source;

  /**
   * Takes a callback.
   *
   * @param source the callback
   */
  public Callback(Supplier<char[]> source) {
    this.source = source;
  }

  /**
   * Asks it.
   *
   * @return its array, which whoever asks wipes
   * @throws KmsException what it throws; UNAUTHENTICATED if that is anything else, or it gives
   *     nothing
   */
  @Override
  public char[] get() {
    try {
      char @Nullable [] given = source.get();
      if (given != null && given.length > 0) {
        return given;
      }
    } catch (KmsException e) {
      throw e;
    } catch (RuntimeException e) {
      throw KmsException.of(ErrorCode.UNAUTHENTICATED, "the callback for a login failed", e);
    }
    throw KmsException.of(ErrorCode.UNAUTHENTICATED, "the callback for a login gave nothing");
  }
}
