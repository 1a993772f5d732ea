package dev.provisioning.kms;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Where a client may open a ciphertext. The header only selects; the configuration decides. */
final class Routing {
  private static final int SHOWN = 128;

  private final List<Connection> connections;
  private final @Nullable String onlyKey;
  private final AllowedKeys only;

  private Routing(List<Connection> connections, @Nullable String onlyKey) {
    this.connections = connections;
    this.onlyKey = onlyKey;
    this.only = new AllowedKeys(Map.of(), onlyKey == null ? List.of() : List.of(onlyKey));
  }

  static Routing over(List<Connection> connections) {
    return new Routing(connections, null);
  }

  /** A view of one key opens what that key made and nothing else. */
  static Routing onlyKey(Connection connection, String keyId) {
    return new Routing(List.of(connection), keyId);
  }

  List<Connection> admitting(Ciphertext ciphertext) {
    return connections.stream().filter(c -> admits(c, ciphertext)).toList();
  }

  private boolean admits(Connection connection, Ciphertext c) {
    if (onlyKey == null) {
      return connection.admits(c);
    }
    return c.backend().equals(connection.scheme()) && only.allows(c.keyId());
  }

  /** Tries one connection after the other; the first failure is the one to tell. */
  static <T> T firstOf(List<Connection> admitting, Function<Connection, T> attempt) {
    @Nullable KmsException first = null;
    for (Connection candidate : admitting) {
      try {
        return attempt.apply(candidate);
      } catch (KmsException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    throw Objects.requireNonNull(first, "no connection to try");
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
}
