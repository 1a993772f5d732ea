package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.spi.http.HttpTransport;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import java.util.Arrays;
import java.util.Optional;

/**
 * The driver, used so that it does no harm: our client with its deadlines and bounds instead of one
 * for each call, no hidden retry, no configuration that changes after it was built, no rewriting of
 * paths, and nothing from its own environment variables.
 */
final class Logins {
  private final HttpTransport transport;
  private final Optional<String> namespace;

  Logins(HttpTransport transport, Optional<String> namespace) {
    this.transport = transport;
    this.namespace = namespace;
  }

  HeldToken login(LoginMethod.Login method) {
    try {
      return AuthAnswer.token(method.exchange().with(auth("")));
    } catch (VaultException e) {
      throw LoginErrors.of(transport.address(), "log in", e);
    }
  }

  HeldToken renew(HeldToken token) {
    try {
      return token.renewed(AuthAnswer.life(auth(token).renewSelf()));
    } catch (VaultException e) {
      throw LoginErrors.of(transport.address(), "renew the token", e);
    }
  }

  /** Whether the server knows a token; a policy may refuse what is asked with it all the same. */
  boolean isAlive(HeldToken token) {
    try {
      auth(token).lookupSelf();
      return true;
    } catch (VaultException e) {
      // What is neither yes nor no says nothing against the token.
      return e.getHttpStatusCode() != 403;
    }
  }

  /** The driver takes texts alone: this one lives until it is collected. */
  private Auth auth(HeldToken token) throws VaultException {
    char[] copy = token.copy();
    if (copy == null) {
      throw new VaultException("the token is gone", 403);
    }
    try {
      return auth(new String(copy));
    } finally {
      Arrays.fill(copy, '\0');
    }
  }

  private Auth auth(String token) throws VaultException {
    VaultConfig config =
        new VaultConfig()
            .environmentLoader(new NoEnvironment())
            .address(transport.address().toString())
            .engineVersion(1)
            .httpClient(transport.asHttpClient());
    if (!token.isEmpty()) {
      config.token(token);
    }
    if (namespace.isPresent()) {
      config.nameSpace(namespace.get());
    }
    return Vault.create(config.build()).auth();
  }
}
