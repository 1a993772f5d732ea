package dev.provisioning.kms.spi.http;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says what to set when TLS fails, which no repetition mends. */
final class TlsFailures {
  private static final String ALERT = "received fatal alert: ";

  private TlsFailures() {}

  static Optional<KmsException> explain(Throwable failure, String server) {
    SSLException tls = find(failure, SSLException.class);
    // A server that restarts ends handshakes and kept connections; that is a broken connection.
    if (tls == null
        || find(failure, EOFException.class) != null
        || find(failure, SocketException.class) != null
        || text(tls).contains("closing inbound")
        || text(tls).contains("terminated the handshake")) {
      return Optional.empty();
    }
    return Optional.of(
        KmsException.builder(
                ErrorCode.UNAVAILABLE, "no TLS with " + server + ": " + reason(failure, tls))
            .retryable(false)
            .cause(failure)
            .build());
  }

  private static String reason(Throwable failure, SSLException tls) {
    PinMismatchException pin = find(failure, PinMismatchException.class);
    if (pin != null) {
      return String.valueOf(pin.getMessage());
    }
    if (find(failure, CertificateExpiredException.class) != null) {
      return "its certificate has expired";
    }
    if (find(failure, CertificateNotYetValidException.class) != null) {
      return "its certificate is not valid yet";
    }
    if (find(failure, CertPathBuilderException.class) != null
        || find(failure, CertPathValidatorException.class) != null) {
      return "its certificate is not trusted; ca_file names the authorities to trust";
    }
    if (find(failure, CertificateException.class) != null) {
      return "its certificate is for another name; correct the address, or set tls_server_name to a"
          + " name in it";
    }
    String said = text(tls);
    // Newer JDKs put the alert before the text as well.
    int alert = said.indexOf(ALERT);
    if (alert >= 0) {
      return "it refuses the handshake ("
          + said.substring(alert + ALERT.length()).replaceAll("[^a-z_]", "")
          + "); it may want a client certificate (client_cert_file and client_key_file)";
    }
    return said.contains("unrecognized ssl message") || said.contains("plaintext connection")
        ? "it does not speak TLS there; is its address http://?"
        : "the handshake failed (" + tls.getClass().getSimpleName() + ")";
  }

  private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
    return Stream.iterate(failure, c -> c != null, Throwable::getCause)
        .limit(20)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElse(null);
  }

  private static String text(Throwable failure) {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
  }
}
