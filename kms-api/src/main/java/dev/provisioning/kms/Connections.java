package dev.provisioning.kms;

import dev.provisioning.kms.config.Configuration;
import dev.provisioning.kms.spi.KmsBackend;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The opened backends of one {@link Kms}: the primary and those that may still open old ciphertexts
 * at once, further sections on first use. Closed together, the last opened first.
 */
final class Connections {
  private final @Nullable Configuration configuration;
  private final Opener opener;
  private final Calls calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Connection> opened = new LinkedHashMap<>();
  private final List<Connection> routes = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private volatile boolean closed;

  private Connections(@Nullable Configuration configuration, Opener opener, Calls calls) {
    this.configuration = configuration;
    this.opener = opener;
    this.calls = calls;
  }

  /** Opens the primary and the routes; whatever is open when one of them fails is closed again. */
  static Kms open(
      @Nullable Configuration configuration,
      Map<String, KmsBackend> backends,
      Opener opener,
      Calls calls) {
    Connections all = new Connections(configuration, opener, calls);
    try {
      backends.forEach((name, backend) -> all.opened.put(name, opener.adopt(name, backend)));
      if (configuration == null) {
        all.routes.add(all.opened.values().iterator().next());
      } else {
        all.openRoutes(configuration);
      }
      return new Kms(all);
    } catch (RuntimeException e) {
      all.closeAll(e);
      throw e;
    }
  }

  private void openRoutes(Configuration used) {
    Connection primary = section(used.primary());
    routes.add(primary);
    for (String name : used.decryptAlso()) {
      Connection other = section(name);
      boolean weaker =
          primary.can(Capability.AUTHENTICATED) && !other.can(Capability.AUTHENTICATED);
      if (weaker && !used.acceptUnauthenticated().contains(name)) {
        throw KmsException.of(
            ErrorCode.CONFIGURATION,
            "decrypt_also names "
                + name
                + ", whose ciphertexts anyone can make, while those of "
                + used.primary()
                + " prove who made them; to accept that, set accept_unauthenticated = [\""
                + name
                + "\"]");
      }
      if (!routes.contains(other)) {
        routes.add(other);
      }
    }
  }

  String environment() {
    return configuration == null ? "" : configuration.environment();
  }

  Connection primary() {
    return routes.get(0);
  }

  /**
   * Where a ciphertext may be opened, in the order of the configuration and never of its header.
   */
  List<Connection> routes() {
    return routes;
  }

  SecureRandom random() {
    return random;
  }

  Calls calls() {
    return calls;
  }

  Connection section(String name) {
    lock.lock();
    try {
      refuseClosed();
      Connection known = opened.get(name);
      if (known == null) {
        if (configuration == null) {
          throw KmsException.of(
              ErrorCode.CONFIGURATION,
              "there is no section " + name + "; there are: " + opened.keySet());
        }
        known = opener.open(configuration.section(name));
        opened.put(name, known);
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  void refuseClosed() {
    if (closed) {
      throw new IllegalStateException("this Kms is closed");
    }
  }

  Health health(Duration timeout) {
    refuseClosed();
    long start = calls.clock().nanoTime();
    try {
      return primary().backend().health(timeout);
    } catch (RuntimeException | LinkageError e) {
      Duration taken = Duration.ofNanos(calls.clock().nanoTime() - start);
      String reason = e instanceof KmsException k ? k.getMessage() : e.getClass().getName();
      return Health.down(taken, String.valueOf(reason));
    }
  }

  void close() {
    closeAll(null);
  }

  private void closeAll(@Nullable RuntimeException because) {
    lock.lock();
    try {
      closed = true;
      List<Connection> last = new ArrayList<>(opened.values());
      opened.clear();
      RuntimeException failure = because;
      for (int i = last.size() - 1; i >= 0; i--) {
        failure = closeOne(last.get(i), failure);
      }
      if (failure != null && because == null) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable RuntimeException closeOne(
      Connection connection, @Nullable RuntimeException earlier) {
    try {
      connection.backend().close();
    } catch (RuntimeException e) {
      if (earlier == null) {
        return e;
      }
      earlier.addSuppressed(e);
    }
    return earlier;
  }
}
