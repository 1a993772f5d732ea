package dev.provisioning.kms.vault.login;

import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import io.github.jopenlibs.vault.response.AuthResponse;
import java.util.function.Supplier;

/** A way to come by a token. */
public sealed interface LoginMethod {
  /**
   * Takes a token that somebody else made and keeps alive.
   *
   * @param source read anew whenever the server does not know the last one; the caller wipes
   */
  record GivenToken(Supplier<char[]> source) implements LoginMethod {}

  /**
   * Logs in.
   *
   * @param exchange what is sent
   */
  record Login(Exchange exchange) implements LoginMethod {}

  /** A login as the driver has it. */
  @FunctionalInterface
  interface Exchange {
    /**
     * Logs in.
     *
     * @param auth the driver's side, without a token
     * @return the server's answer
     * @throws VaultException as the driver does
     */
    AuthResponse with(Auth auth) throws VaultException;
  }
}
