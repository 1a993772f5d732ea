package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.Unanswered.Next;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line what the JDK's client failed with, and what it leaves open. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTransport.class);

  private final HttpSettings settings;

  Failures(HttpSettings settings) {
    this.settings = settings;
  }

  /**
   * Explains a failure.
   *
   * @param failure what the JDK threw
   * @param server the server, for the message
   * @param answering whether the head of an answer had come
   */
  Unanswered explain(Throwable failure, String server, boolean answering) {
    // The JDK's client wraps what our own subscriber failed with.
    Optional<KmsException> known =
        causes(failure)
            .filter(KmsException.class::isInstance)
            .map(KmsException.class::cast)
            .findFirst();
    if (known.isPresent()) {
      return new Unanswered(Next.GIVE_UP, known.get());
    }
    if (failure instanceof HttpConnectTimeoutException) {
      String wait = settings.connectTimeout().toMillis() + " ms";
      return unreachable(server, "no connection within " + wait, failure);
    }
    if (failure instanceof ConnectException || failure instanceof UnresolvedAddressException) {
      return unreachable(server, connecting(failure), failure);
    }
    Optional<KmsException> tls = TlsFailures.explain(failure, server);
    if (tls.isPresent()) {
      // Who does not believe a certificate has sent nothing; after an alert that is not certain.
      boolean refused = causes(failure).anyMatch(GeneralSecurityException.class::isInstance);
      if (refused && settings.addresses().size() > 1) {
        // Another address may serve, and would hide it.
        LOG.warn("{}", tls.get().getMessage());
      }
      return new Unanswered(refused ? Next.ELSEWHERE : Next.GIVE_UP, tls.get());
    }
    if (failure instanceof ProtocolException) {
      // Without the cause: its message quotes what the server sent.
      return new Unanswered(
          Next.GIVE_UP,
          KmsException.of(ErrorCode.INTERNAL, "what " + server + " answers is not HTTP"));
    }
    if (failure instanceof IOException broken) {
      return broken(broken, server, answering);
    }
    // An IllegalArgumentException of the JDK can quote a header's value, so only its class is said.
    return new Unanswered(
        Next.GIVE_UP,
        KmsException.of(
            ErrorCode.INTERNAL,
            "the HTTP client failed with " + failure.getClass().getSimpleName()));
  }

  private Unanswered broken(IOException failure, String server, boolean answering) {
    if (settings.proxy() != null && text(failure).startsWith("tunnel failed")) {
      return new Unanswered(
          Next.GIVE_UP,
          KmsException.of(
              ErrorCode.UNAVAILABLE,
              "the proxy of proxy_url opens no tunnel to " + server,
              failure));
    }
    String when = answering ? "within its answer" : "before it answered";
    return new Unanswered(
        answering ? Next.GIVE_UP : Next.AGAIN_IF_IDEMPOTENT,
        KmsException.of(
            ErrorCode.UNAVAILABLE,
            "the connection to " + server + " ended " + when + ": " + ending(failure),
            failure));
  }

  private static Unanswered unreachable(String server, String why, Throwable failure) {
    return new Unanswered(
        Next.ELSEWHERE,
        KmsException.of(ErrorCode.UNAVAILABLE, "cannot reach " + server + ": " + why, failure));
  }

  private static String connecting(Throwable failure) {
    if (causes(failure)
        .anyMatch(
            c -> c instanceof UnresolvedAddressException || c instanceof UnknownHostException)) {
      return "unknown host";
    }
    for (String known : new String[] {"connection refused", "no route to host", "unreachable"}) {
      if (causes(failure).anyMatch(c -> text(c).contains(known))) {
        return known.equals("unreachable") ? "network is unreachable" : known;
      }
    }
    // All that JDK 17 says of a refused connection.
    return causes(failure).anyMatch(c -> c instanceof ClosedChannelException)
        ? "connection refused"
        : "connection failed";
  }

  private static String ending(Throwable failure) {
    if (causes(failure).anyMatch(c -> text(c).contains("reset"))) {
      return "connection reset";
    }
    boolean end =
        causes(failure).anyMatch(c -> c instanceof EOFException || text(c).contains("no bytes"));
    return end ? "closed by the server" : "broken connection";
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, c -> c != null, Throwable::getCause).limit(10);
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "" : message.toLowerCase(Locale.ROOT);
  }
}
