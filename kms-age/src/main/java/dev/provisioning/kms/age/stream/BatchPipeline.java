package dev.provisioning.kms.age.stream;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Works on a bounded number of batches at once and hands them back in the order they came.
 *
 * <p>Only the calling thread touches the streams: a worker computes and can therefore always end,
 * whatever a blocked source or target does. The workers have ended when {@link #close} returns.
 */
final class BatchPipeline<B extends Runnable> implements AutoCloseable {
  private record Running<B>(B batch, Future<?> outcome) {}

  private final Supplier<B> newBatch;
  private final Consumer<B> wipe;
  private final ExecutorService workers;
  private final Deque<B> free = new ArrayDeque<>();
  private final Deque<Running<B>> running = new ArrayDeque<>();
  // Only the calling thread submits, and so only it starts threads; one that dies is not replaced,
  // because a task keeps its failure to itself.
  private final List<Thread> threadsStarted = new ArrayList<>();
  private int unborn;

  BatchPipeline(int threads, Supplier<B> newBatch, Consumer<B> wipe) {
    this.newBatch = newBatch;
    this.wipe = wipe;
    // One batch per worker, one that is being filled, one that is being written.
    this.unborn = threads + 2;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread worker = new Thread(task, "kms-age-chunks");
              worker.setDaemon(true);
              threadsStarted.add(worker);
              return worker;
            });
  }

  /** Returns a batch to fill, or null if the oldest one has to be taken first. */
  @Nullable B free() {
    if (free.isEmpty() && unborn > 0) {
      unborn--;
      return newBatch.get();
    }
    return free.poll();
  }

  void start(B batch) {
    running.add(new Running<>(batch, workers.submit(batch)));
  }

  /** Returns the oldest batch if it is finished, else null. */
  @Nullable B finished() throws InterruptedIOException {
    Running<B> oldest = running.peek();
    return oldest != null && oldest.outcome().isDone() ? oldest() : null;
  }

  /** Waits for the oldest batch and returns it, or null if none is running. */
  @Nullable B oldest() throws InterruptedIOException {
    Running<B> oldest = running.peek();
    if (oldest == null) {
      return null;
    }
    try {
      // A finished outcome would not notice the interrupt.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      oldest.outcome().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while chunks were being processed");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a chunk could not be processed", e.getCause());
    }
    running.remove();
    return oldest.batch();
  }

  void recycle(B batch) {
    free.add(batch);
  }

  @Override
  public void close() {
    workers.shutdownNow();
    boolean interrupted = false;
    for (Thread worker : threadsStarted) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    free.forEach(wipe);
    running.forEach(r -> wipe.accept(r.batch()));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
