package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;
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

  private Session(TokenKeeper keeper) {
    this.keeper = keeper;
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
    return open(method, transport, namespace, clock, Logins.ASIDE);
  }

  /** With another limit to how long a request waits for the renewal that it makes beside. */
  static Session open(
      LoginMethod method,
      HttpTransport transport,
      Optional<String> namespace,
      KmsClock clock,
      Duration aside) {
    return new Session(new TokenKeeper(method, new Logins(transport, namespace, aside), clock));
  }

  /**
   * Makes a request with a token, and once more with another one if the server did not know the
   * first. A refusal of a token that was made for this request is a real one, and so is one of a
   * token that the server knows.
   *
   * @param request gets a token, which is wiped afterwards; throws UNAUTHENTICATED for a 403 that
   *     says that the token is unknown, ACCESS_DENIED for any other
   * @param <T> what it returns
   * @return what it returns
   * @throws KmsException what the request throws, or why there is no token
   * @throws IllegalStateException after {@link #close()}
   */
  public <T> T call(Function<char[], T> request) {
    return call(request, TimeLimit.NONE);
  }

  /**
   * The same within a limit, a login included.
   *
   * @param request as above; minds the limit by itself
   * @param limit for whatever is asked to come by a token; a callback cannot be cut short
   * @param <T> what it returns
   * @return what it returns
   * @throws KmsException what the request throws, or why there is no token; TIMEOUT after the limit
   * @throws IllegalStateException after {@link #close()}
   */
  public <T> T call(Function<char[], T> request, TimeLimit limit) {
    Use use = keeper.current(limit);
    char[] token = use.token().copy();
    while (token == null) {
      // Replaced and wiped between two lines; the one after it is there.
      use = keeper.current(limit);
      token = use.token().copy();
    }
    try {
      return request.apply(token);
    } catch (KmsException e) {
      boolean unknown = e.code() == ErrorCode.UNAUTHENTICATED;
      if (use.fresh() || !(unknown || e.code() == ErrorCode.ACCESS_DENIED)) {
        throw e;
      }
      return again(keeper.after(use.token(), unknown, limit).orElseThrow(() -> e), e, request);
    } finally {
      Arrays.fill(token, '\0');
    }
  }

  private static <T> T again(Use use, KmsException refusal, Function<char[], T> request) {
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
   * Counts the tokens there were, so that what was learnt of a server with one of them can be
   * forgotten with it.
   *
   * @return a number that grows with every login
   */
  public long generation() {
    return keeper.generation();
  }

  /**
   * Revokes a token that a login of ours made, if the server can be reached within two seconds, and
   * wipes. Idempotent.
   */
  @Override
  public void close() {
    keeper.close();
  }
}
