package dev.provisioning.kms;

import dev.provisioning.kms.config.Configuration;
import dev.provisioning.kms.spi.KmsBackend;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The opened backends of one {@link Kms}: the primary and those that may still open old ciphertexts
 * at once, further sections on first use. Closed together, the last opened first.
 */
final class Connections {
  private final Opener opener;
  private final Calls calls;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Connection> opened = new LinkedHashMap<>();
  private final List<Connection> routes = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private @Nullable Configuration configuration;

  private Connections(Opener opener, Calls calls) {
    this.opener = opener;
    this.calls = calls;
  }

  /** Opens the primary and the routes; what was given or is open is closed if one of them fails. */
  static Kms open(
      Supplier<@Nullable Configuration> read,
      Map<String, KmsBackend> backends,
      Routes routes,
      Opener opener,
      Calls calls) {
    Connections all = new Connections(opener, calls);
    Map<String, KmsBackend> given = new LinkedHashMap<>(backends);
    try {
      @Nullable Configuration configuration = read.get();
      all.configuration = configuration;
      for (Map.Entry<String, KmsBackend> one : backends.entrySet()) {
        all.opened.put(one.getKey(), opener.adopt(one.getKey(), one.getValue()));
        given.remove(one.getKey());
      }
      String primary =
          configuration == null ? all.opened.keySet().iterator().next() : configuration.primary();
      all.routes.addAll(routes.after(configuration).open(primary, all::section, all::exists));
      if (configuration != null) {
        calls.listeners().open(configuration, calls.clock());
      }
      return new Kms(all);
    } catch (RuntimeException | Error e) {
      given.values().forEach(backend -> Opener.close(backend, e));
      all.closeAll(e);
      throw e;
    }
  }

  private boolean exists(String section) {
    return opened.containsKey(section)
        || (configuration != null && configuration.sections().contains(section));
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
    calls.gate().refuseClosed();
  }

  Health health(Duration timeout) {
    refuseClosed();
    long start = calls.clock().nanoTime();
    calls.gate().enter();
    try {
      return Objects.requireNonNull(primary().backend().health(timeout), "no answer");
    } catch (RuntimeException | LinkageError e) {
      Duration taken = Duration.ofNanos(calls.clock().nanoTime() - start);
      String reason = e instanceof KmsException k ? k.getMessage() : e.getClass().getName();
      return Health.down(taken, String.valueOf(reason));
    } finally {
      calls.gate().exit();
    }
  }

  void close() {
    closeAll(null);
  }

  private void closeAll(@Nullable Throwable because) {
    calls.gate().close();
    List<Connection> last;
    lock.lock();
    try {
      last = new ArrayList<>(opened.values());
      opened.clear();
    } finally {
      lock.unlock();
    }
    @Nullable Throwable failure = because;
    for (int i = last.size() - 1; i >= 0; i--) {
      failure = closeOne(last.get(i), failure);
    }
    // After the backends, so that the audit's last record is the last thing that happened.
    failure = calls.listeners().close(failure);
    if (because == null && failure instanceof RuntimeException e) {
      throw e;
    }
    if (because == null && failure instanceof Error e) {
      throw e;
    }
  }

  /** One that cannot be closed must not keep the others open. */
  private static @Nullable Throwable closeOne(Connection connection, @Nullable Throwable earlier) {
    try {
      connection.backend().close();
      return earlier;
    } catch (RuntimeException | Error e) {
      if (earlier == null) {
        return e;
      }
      if (earlier != e) {
        earlier.addSuppressed(e);
      }
      return earlier;
    }
  }
}
