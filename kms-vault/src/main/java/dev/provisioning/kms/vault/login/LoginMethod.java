package dev.provisioning.kms.vault.login;

import io.github.jopenlibs.vault.VaultException;
import java.util.function.Supplier;

/** A way to come by a token. */
public sealed interface LoginMethod {
  /**
   * Returns what wipes the secrets that belong to this method alone, when its session ends.
   *
   * @return may be run more than once
   */
  Runnable forget();

  /**
   * Takes a token that somebody else made and keeps alive.
   *
   * @param source read anew whenever the server refuses the last one; the array is wiped
   * @param local whether asking costs nobody anything, as with a file; a failure of any other
   *     source is remembered for a while
   * @param forget see {@link #forget()}
   */
  record GivenToken(Supplier<char[]> source, boolean local, Runnable forget)
      implements LoginMethod {}

  /**
   * Logs in.
   *
   * @param exchange what is sent
   * @param forget see {@link #forget()}
   */
  record Login(Exchange exchange, Runnable forget) implements LoginMethod {}

  /** A login as the driver has it. */
  @FunctionalInterface
  interface Exchange {
    /**
     * Makes the one request that logs in.
     *
     * @param call the driver's side, without a token
     * @throws VaultException as the driver does
     */
    void with(LoginCall call) throws VaultException;
  }
}
