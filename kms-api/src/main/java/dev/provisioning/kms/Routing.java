package dev.provisioning.kms;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** One try to open, which ends within its limit where the backend can. */
  @FunctionalInterface
  interface Attempt<T> {
    T on(Connection connection, TimeLimit limit);
  }

  /**
   * Tries one connection after the other. All of them together have the longest time that one of
   * them has for itself; of what is left, one that hangs takes no more than its share, so that each
   * has its turn.
   *
   * @param late tells of a connection that had no turn all the same, and returns why
   */
  static <T> T firstOf(
      List<Connection> admitting,
      KmsClock clock,
      TimeLimit limit,
      Attempt<T> attempt,
      Function<Connection, KmsException> late) {
    if (admitting.size() == 1) {
      return attempt.on(admitting.get(0), limit);
    }
    TimeLimit whole = limit.orEarlier(clock, longest(admitting));
    List<KmsException> failures = new ArrayList<>();
    for (int i = 0; i < admitting.size(); i++) {
      Connection candidate = admitting.get(i);
      if (whole.isOver()) {
        failures.add(late.apply(candidate));
        break;
      }
      try {
        return attempt.on(candidate, whole.share(slow(admitting.subList(i, admitting.size()))));
      } catch (KmsException e) {
        if (e.isRefusal() || e.code() == ErrorCode.INTERRUPTED) {
          throw e;
        }
        failures.add(e);
      }
    }
    throw told(failures);
  }

  private static Duration longest(List<Connection> admitting) {
    return admitting.stream()
        .map(connection -> connection.retry().deadline())
        .max(Comparator.naturalOrder())
        .orElseThrow(() -> new IllegalStateException("no connection to try"));
  }

  private static int slow(List<Connection> coming) {
    return (int) coming.stream().filter(c -> !c.can(Capability.OFFLINE)).count();
  }

  static KmsException tooLate() {
    return KmsException.of(
        ErrorCode.TIMEOUT, "the time for all backends together was over before it was asked");
  }

  /**
   * The failure to tell, which keeps the others: the first, unless a later one can pass. A
   * ciphertext that one server calls tampered and that another, which is down, may have made, is
   * not known to be lost.
   */
  private static KmsException told(List<KmsException> failures) {
    KmsException told =
        failures.stream().filter(KmsException::isRetryable).findFirst().orElse(failures.get(0));
    failures.stream().filter(failure -> failure != told).forEach(told::addSuppressed);
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
