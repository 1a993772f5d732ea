package dev.provisioning.kms.service.cli;

import dev.provisioning.kms.service.cli.migrate.Tally;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C during a run: no new file is begun, those under way are finished, and the summary is
 * shown. The JVM itself then ends with 130.
 */
final class Interruption {
  /** As long as a call to a backend may take with all its tries. */
  private static final long MOST_SECONDS = 30;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  private Interruption(Tally tally, @Nullable Lock batch) {
    hook =
        new Thread(
            () -> {
              tally.interrupt();
              await(batch);
            },
            "kms-interruption");
  }

  /** Waits for the end of the run. */
  static Interruption ofTree(Tally tally) {
    return new Interruption(tally, null);
  }

  /**
   * Waits for the lines under way only: the run itself may be waiting for its input.
   *
   * @param batch held while lines are under way
   */
  static Interruption ofStream(Tally tally, Lock batch) {
    return new Interruption(tally, batch);
  }

  private void await(@Nullable Lock batch) {
    try {
      boolean done =
          batch == null
              ? ended.await(MOST_SECONDS, TimeUnit.SECONDS)
              : batch.tryLock(MOST_SECONDS, TimeUnit.SECONDS);
      if (!done) {
        // What is still under way is cut off; it leaves every file old or new.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What a run does. */
  @FunctionalInterface
  interface Work {
    int run() throws IOException;
  }

  /** Returns what the work returns. */
  int during(Work work) throws IOException {
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run();
    } finally {
      forgetHook();
      ended.countDown();
    }
  }

  private void forgetHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs, and waits for the end.
    }
  }
}
