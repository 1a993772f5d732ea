package dev.provisioning.kms;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a client may open a ciphertext. The header only selects; the configuration decides. */
final class Routing {
  private static final int SHOWN = 128;

  private final List<Connection> connections;
  private final @Nullable String onlyKey;

  private Routing(List<Connection> connections, @Nullable String onlyKey) {
    this.connections = connections;
    this.onlyKey = onlyKey;
  }

  static Routing over(List<Connection> connections) {
    return new Routing(connections, null);
  }

  /** A view of one key opens what that key made and nothing else. */
  static Routing onlyKey(Connection connection, String keyId) {
    return new Routing(List.of(connection), keyId);
  }

  /** The connections that admit a ciphertext, in the order of the configuration. */
  List<Connection> admitting(Ciphertext ciphertext) {
    List<Connection> admitting = new ArrayList<>();
    @Nullable Throwable failure = null;
    for (Connection connection : connections) {
      try {
        if (connection.admits(ciphertext, onlyKey)) {
          admitting.add(connection);
        }
      } catch (RuntimeException | LinkageError e) {
        // A backend that cannot tell, as when its key file is gone, must not stop the others.
        failure = failure == null ? e : failure;
      }
    }
    if (admitting.isEmpty() && failure != null) {
      throw new Undecided(failure);
    }
    return admitting;
  }

  /** Tries one connection after the other. */
  static <T> T firstOf(List<Connection> admitting, Function<Connection, T> attempt) {
    @Nullable KmsException told = null;
    for (Connection candidate : admitting) {
      try {
        return attempt.apply(candidate);
      } catch (KmsException e) {
        if (e.isRefusal() || e.code() == ErrorCode.INTERRUPTED) {
          throw e;
        }
        told = worse(told, e);
      }
    }
    if (told == null) {
      throw new IllegalStateException("no connection to try");
    }
    throw told;
  }

  /**
   * The failure to tell: the first, unless a later one can pass. A ciphertext that one server calls
   * tampered and that another, which is down, may have made, is not known to be lost.
   */
  private static KmsException worse(@Nullable KmsException before, KmsException now) {
    if (before == null) {
      return now;
    }
    boolean later = now.isRetryable() && !before.isRetryable();
    KmsException told = later ? now : before;
    told.addSuppressed(later ? before : now);
    return told;
  }

  /** Why no connection admits a ciphertext. */
  KmsException denied(Ciphertext c) {
    boolean knownScheme = connections.stream().anyMatch(o -> o.scheme().equals(c.backend()));
    String why =
        knownScheme
            ? "the ciphertext was made with the key "
                + shown(c.keyId())
                + " of "
                + c.backend()
                + (onlyKey == null
                    ? ", which the configuration does not list: see allowed_keys"
                    : ", and this client opens those of " + shown(onlyKey) + " only")
            : "the ciphertext was made by "
                + c.backend()
                + ", and this client opens those of "
                + connections.stream()
                    .map(Connection::scheme)
                    .distinct()
                    .collect(Collectors.joining(", "))
                + ": see decrypt_also";
    return KmsException.of(ErrorCode.ACCESS_DENIED, why);
  }

  private static String shown(String keyId) {
    return keyId.length() <= SHOWN ? keyId : keyId.substring(0, SHOWN) + "…";
  }

  /** No connection admits a ciphertext, and at least one could not tell. */
  static final class Undecided extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Throwable reason;

    private Undecided(Throwable reason) {
      super(reason);
      this.reason = reason;
    }

    Throwable reason() {
      return reason;
    }
  }
}
