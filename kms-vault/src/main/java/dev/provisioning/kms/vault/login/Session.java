package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpTransport;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gives requests a token that is alive: logs in when the first one is made, renews in time, and
 * replaces a token that the server does not know any more, once for each request. Safe for use by
 * many threads, of which one logs in at a time.
 */
public final class Session implements AutoCloseable {
  private final TokenKeeper keeper;
  private final Logins logins;
  private final Revocation revocation;

  private Session(TokenKeeper keeper, Logins logins, Revocation revocation) {
    this.keeper = keeper;
    this.logins = logins;
    this.revocation = revocation;
  }

  /**
   * Opens a session; nothing is sent yet.
   *
   * @param method how to come by a token
   * @param transport whose owner closes it after this
   * @param namespace where to log in; empty for the root namespace
   * @param clock for leases
   * @return the session
   */
  public static Session open(
      LoginMethod method, HttpTransport transport, Optional<String> namespace, KmsClock clock) {
    Logins logins = new Logins(transport, namespace);
    return new Session(
        new TokenKeeper(method, logins, clock), logins, new Revocation(transport, namespace));
  }

  /**
   * Makes a request with a token, and once more with another one if the server did not know the
   * first.
   *
   * @param request gets a token, which is wiped afterwards; throws UNAUTHENTICATED or ACCESS_DENIED
   *     for a 403
   * @param <T> what it returns
   * @return what it returns
   * @throws KmsException what the request throws, or why there is no token
   */
  public <T> T call(Function<char[], T> request) {
    TokenKeeper.Use use = keeper.current();
    char[] token = use.token().copy();
    if (token == null) {
      // Replaced and wiped between two lines; the one after it is there.
      return call(request);
    }
    try {
      return request.apply(token);
    } catch (KmsException e) {
      if (use.fresh() || !isDead(use.token(), e)) {
        throw e;
      }
      return again(keeper.replace(use.token(), e), e, request);
    } finally {
      Arrays.fill(token, '\0');
    }
  }

  private static <T> T again(
      TokenKeeper.Use use, KmsException refusal, Function<char[], T> request) {
    char[] token = use.token().copy();
    if (token == null) {
      throw refusal;
    }
    try {
      return request.apply(token);
    } finally {
      Arrays.fill(token, '\0');
    }
  }

  /**
   * A 403 says either that the token is unknown or that its policies do not allow this. Where the
   * text does not say which, the server is asked, and not again soon.
   */
  private boolean isDead(HeldToken token, KmsException failure) {
    if (failure.code() == ErrorCode.UNAUTHENTICATED) {
      return true;
    }
    return failure.code() == ErrorCode.ACCESS_DENIED
        && keeper.mayBeDead(token)
        && !keeper.noteAlive(token, logins.isAlive(token));
  }

  /**
   * Counts the tokens there were, so that what was learnt of a server with one of them can be
   * forgotten with it.
   *
   * @return a number that only grows
   */
  public long generation() {
    return keeper.generation();
  }

  /**
   * Revokes a token that a login of ours made, if the server can be reached, and wipes. Idempotent.
   */
  @Override
  public void close() {
    keeper.close().ifPresent(revocation::revoke);
  }
}
