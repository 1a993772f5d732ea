package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Threads that encrypt and decrypt until they are stopped, whatever happens to the server. */
final class Traffic implements AutoCloseable {
  private static final long PATIENCE = 60;
  private final Queue<Ciphertext> made = new ConcurrentLinkedQueue<>();
  private final Queue<KmsException> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> surprises = new ConcurrentLinkedQueue<>();
  private final Semaphore successes = new Semaphore(0);
  private final Semaphore refusals = new Semaphore(0);
  private final ExecutorService threads;
  private final KmsClient client;
  private volatile boolean stopped;

  private Traffic(KmsClient client, int threads) {
    this.client = client;
    this.threads = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      this.threads.execute(this::run);
    }
  }

  static Traffic start(KmsClient client, int threads) {
    return new Traffic(client, threads);
  }

  private void run() {
    while (!stopped) {
      try {
        Ciphertext ciphertext = client.encrypt(secret(), CONTEXT);
        made.add(ciphertext);
        assertThat(client.decrypt(ciphertext, CONTEXT)).isEqualTo(secret());
        successes.release();
      } catch (KmsException e) {
        failures.add(e);
        refusals.release();
      } catch (RuntimeException | AssertionError e) {
        surprises.add(e);
        return;
      }
    }
  }

  /** Waits for round trips that end from now on. */
  void awaitSuccesses(int count) {
    await(successes, count);
  }

  /** Waits for failures from now on. */
  void awaitFailures(int count) {
    await(refusals, count);
  }

  private void await(Semaphore semaphore, int count) {
    semaphore.drainPermits();
    try {
      assertThat(semaphore.tryAcquire(count, PATIENCE, TimeUnit.SECONDS))
          .as("failures %s, surprises %s", failures.size(), surprises)
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Ends the threads and opens everything that was ever made. */
  void stopAndOpenAll() {
    close();
    assertThat(surprises).isEmpty();
    List<Ciphertext> all = List.copyOf(made);
    assertThat(all).isNotEmpty();
    for (Ciphertext ciphertext : all) {
      assertThat(client.decrypt(ciphertext, CONTEXT)).isEqualTo(secret());
    }
  }

  List<Ciphertext> made() {
    return List.copyOf(made);
  }

  void assertOnlyFailedWith(ErrorCode... codes) {
    assertThat(failures)
        .allSatisfy(
            failure -> assertThat(failure.code()).as(failure.toString()).isIn((Object[]) codes));
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdown();
    try {
      assertThat(threads.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
