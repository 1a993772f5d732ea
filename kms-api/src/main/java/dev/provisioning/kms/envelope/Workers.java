package dev.provisioning.kms.envelope;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that help a caller: those of an executor that was passed in, or our own, which are
 * started when they are needed and end when they are idle.
 */
final class Workers implements AutoCloseable {
  static final int MAX = 64;
  private static final int IDLE_SECONDS = 10;

  private final int threads;
  private final @Nullable Executor executor;
  private final @Nullable ThreadPoolExecutor own;

  private Workers(int threads, @Nullable Executor executor, @Nullable ThreadPoolExecutor own) {
    this.threads = threads;
    this.executor = executor;
    this.own = own;
  }

  static Workers on(int threads, Executor executor) {
    return new Workers(threads, threads == 1 ? null : executor, null);
  }

  static Workers own(int threads) {
    if (threads == 1) {
      return new Workers(1, null, null);
    }
    // The caller is one of the threads.
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads - 1,
            threads - 1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Workers::thread);
    pool.allowCoreThreadTimeOut(true);
    return new Workers(threads, pool, pool);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kms-envelope-frames");
    thread.setDaemon(true);
    return thread;
  }

  int threads() {
    return threads;
  }

  /** Offers work; whoever joins the task does it if nobody takes it. */
  void offer(FrameTask task) {
    if (executor == null) {
      return;
    }
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      // The caller does it.
    }
  }

  @Override
  public void close() {
    if (own != null) {
      own.shutdown();
    }
  }
}
