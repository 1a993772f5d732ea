package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed exchange means, in one line for a person. */
final class Failures {
  private Failures() {}

  /** Whether the request cannot have been sent, so that any call may go to the next address. */
  static boolean beforeSending(IOException failure) {
    return failure instanceof ConnectException
        || failure instanceof HttpConnectTimeoutException
        || failure instanceof UnknownHostException
        || tls(failure);
  }

  /** Whether a second connection may fare better than one that turned out to be dead. */
  static boolean maybeStale(IOException failure) {
    return !beforeSending(failure)
        && !(failure instanceof HttpTimeoutException)
        && !(failure instanceof BodyLimitException);
  }

  static KmsException of(Origin server, IOException failure, Deadline deadline) {
    if (failure instanceof BodyLimitException) {
      return KmsException.of(ErrorCode.INTERNAL, server + ": " + failure.getMessage(), failure);
    }
    if (failure instanceof HttpTimeoutException && !beforeSending(failure)) {
      return deadline.passed(server.toString());
    }
    if (tls(failure)) {
      // Waiting mends no certificate.
      return KmsException.builder(
              ErrorCode.UNAVAILABLE, "no TLS connection to " + server + ": " + tlsReason(failure))
          .retryable(false)
          .cause(failure)
          .build();
    }
    return KmsException.of(
        ErrorCode.UNAVAILABLE, "cannot reach " + server + ": " + reason(failure), failure);
  }

  private static String reason(IOException failure) {
    if (caused(failure, UnresolvedAddressException.class)
        || caused(failure, UnknownHostException.class)) {
      return "unknown host";
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection in time";
    }
    if (failure instanceof ConnectException) {
      return "connection refused";
    }
    return "the connection broke";
  }

  private static String tlsReason(IOException failure) {
    if (find(failure, PinMismatchException.class) instanceof PinMismatchException mismatch) {
      return String.valueOf(mismatch.getMessage());
    }
    if (caused(failure, GeneralSecurityException.class)) {
      return "its certificate is not trusted, not valid or of another name (ca_file and"
          + " tls_server_name say what to expect): "
          + OneLine.of(deepest(failure));
    }
    return OneLine.of(deepest(failure));
  }

  private static boolean tls(IOException failure) {
    return caused(failure, SSLException.class) && !caused(failure, java.net.SocketException.class);
  }

  private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
    return find(failure, type) != null;
  }

  private static @Nullable Throwable find(Throwable failure, Class<? extends Throwable> type) {
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 20; t = t.getCause()) {
      if (type.isInstance(t)) {
        return t;
      }
      depth++;
    }
    return null;
  }

  private static String deepest(Throwable failure) {
    Throwable t = failure;
    for (int depth = 0; depth < 20; depth++) {
      Throwable cause = t.getCause();
      if (cause == null) {
        break;
      }
      t = cause;
    }
    return String.valueOf(t.getMessage());
  }
}
