package dev.provisioning.kms.spi.http;

import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one transport: those that carry exchanges, and those on which the JDK's client
 * works. As many as there are calls, daemons, gone after some idle seconds.
 */
final class Threads implements Executor {
  private static final AtomicInteger TRANSPORTS = new AtomicInteger();

  private final String prefix = "kms-http-" + TRANSPORTS.incrementAndGet() + "-";
  private final ThreadPoolExecutor pool;

  Threads() {
    AtomicInteger count = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(null, task, prefix + count.incrementAndGet(), 0, false);
              thread.setDaemon(true);
              // The first caller's class loader would stay reachable as long as the thread.
              thread.setContextClassLoader(Threads.class.getClassLoader());
              return thread;
            },
            // After the end the client's own tidying runs where it is; it never blocks.
            (task, ended) -> task.run());
  }

  /** How their names begin. */
  String prefix() {
    return prefix;
  }

  @Override
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /**
   * Ends the client and then these threads. {@code HttpClient} can be closed since JDK 21; before,
   * its selector thread ends when nobody refers to the client any more.
   */
  void end(HttpClient client) {
    if (!(((Object) client) instanceof AutoCloseable closeable)) {
      pool.shutdown();
      return;
    }
    pool.execute(
        () -> {
          // An interrupt turns the orderly close() into shutdownNow(), which is not in Java 17.
          Thread.currentThread().interrupt();
          try {
            closeable.close();
          } catch (Exception e) {
            // HttpClient.close() throws nothing; its interface says that it might.
            throw new IllegalStateException(e);
          } finally {
            pool.shutdown();
          }
        });
  }
}
