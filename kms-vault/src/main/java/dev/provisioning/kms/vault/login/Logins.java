package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.spi.http.TimeLimit;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.api.Auth;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the server about tokens. Safe for use by many threads. */
final class Logins {
  private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

  /** The caller's own request waits for it, and its token is good without it. */
  static final Duration ASIDE = Duration.ofSeconds(5);

  /** Closing must not wait longer for a server. */
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private final HttpTransport transport;
  private final Optional<String> namespace;
  private final Duration aside;

  Logins(HttpTransport transport, Optional<String> namespace, Duration aside) {
    this.aside = aside;
    this.transport = transport;
    this.namespace = namespace;
  }

  /** Logs in while there is a token that is still good. */
  HeldToken loginAside(LoginMethod.Login method, Backoff backoff, TimeLimit limit) {
    return login(method, backoff, aside(limit));
  }

  HeldToken login(LoginMethod.Login method, Backoff backoff, TimeLimit limit) {
    backoff.check();
    LoginCall call = call(limit);
    try (call) {
      HeldToken token = AuthAnswer.token(success(call, "log in", method.exchange()).body());
      backoff.succeeded();
      return token;
    } catch (KmsException e) {
      // A file that is not there yet cost the server nothing, and may be there in a moment; and a
      // caller with little time says nothing of the server.
      if (!limit.isOver() && (call.hasAsked() || e.code() != ErrorCode.CONFIGURATION)) {
        backoff.failed(e);
      }
      throw e;
    }
  }

  HeldToken.Life renew(HeldToken token, TimeLimit limit) {
    try (LoginCall call = call(aside(limit))) {
      return AuthAnswer.life(success(call, "renew the token", with(token, Auth::renewSelf)).body());
    }
  }

  /** Whether the server knows a token; a policy may refuse what is asked with it all the same. */
  boolean isAlive(HeldToken token, TimeLimit limit) {
    try (LoginCall call = call(aside(limit))) {
      return reply(call, with(token, Auth::lookupSelf)).status() != 403;
    } catch (KmsException e) {
      // Neither yes nor no says nothing against the token.
      return true;
    }
  }

  /** Gives a token back, if the server can be reached. */
  void revoke(HeldToken token) {
    try (LoginCall call = call(TimeLimit.in(MOMENT))) {
      success(call, "revoke the token", with(token, Auth::revokeSelf));
    } catch (KmsException | IllegalStateException e) {
      LOG.debug("a token could not be revoked; it ends with its lease");
    }
  }

  private TimeLimit aside(TimeLimit limit) {
    return TimeLimit.in(limit.shortened(aside));
  }

  private LoginCall call(TimeLimit limit) {
    return new LoginCall(transport, namespace, limit);
  }

  private interface Asking {
    void of(Auth auth) throws VaultException;
  }

  private static LoginMethod.Exchange with(HeldToken token, Asking asking) {
    return call -> {
      char[] copy = token.copy();
      if (copy == null) {
        throw new VaultException(KmsException.of(ErrorCode.UNAUTHENTICATED, "the token is gone"));
      }
      try {
        asking.of(call.auth(copy));
      } finally {
        Arrays.fill(copy, '\0');
      }
    };
  }

  private static HttpReply success(LoginCall call, String what, LoginMethod.Exchange exchange) {
    HttpReply reply = reply(call, exchange);
    if (reply.status() != 200 && reply.status() != 204) {
      throw LoginErrors.of(what, reply);
    }
    return reply;
  }

  /** Once there is an answer, what the driver makes of it does not count. */
  private static HttpReply reply(LoginCall call, LoginMethod.Exchange exchange) {
    try {
      exchange.with(call);
    } catch (VaultException e) {
      if (!call.isAnswered()) {
        throw LoginErrors.of(e);
      }
    }
    return call.reply();
  }
}
