package dev.provisioning.kms.envelope;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of batches: some are worked on by any thread, and come back in the order they
 * went. Only the thread of the caller uses this object, the streams, and the content of a batch
 * that is not under way.
 */
final class Batches<B> implements AutoCloseable {
  /**
   * With one thread there is nothing to save by handing over several frames at once. With several,
   * what all batches hold should fit into the caches, through which frames go from core to core.
   */
  private static final int FRAMES_FOR_WORKERS = 2;

  private record UnderWay<B>(B batch, FrameTask task) {}

  private final Workers workers;
  private final Supplier<B> make;
  private final Consumer<B> work;
  private final Consumer<B> wipe;
  private final Deque<B> free = new ArrayDeque<>();
  private final Deque<UnderWay<B>> underWay = new ArrayDeque<>();
  private int unmade;

  Batches(Workers workers, Supplier<B> make, Consumer<B> work, Consumer<B> wipe) {
    this.workers = workers;
    this.make = make;
    this.work = work;
    this.wipe = wipe;
    // Two for each thread, so that none waits for its next one, and one that is filled or written.
    this.unmade = workers.threads() == 1 ? 1 : 2 * workers.threads() + 1;
  }

  static int frames(Workers workers) {
    return workers.threads() == 1 ? 1 : FRAMES_FOR_WORKERS;
  }

  /** Returns a batch to fill, or null if the oldest has to be taken back first. */
  @Nullable B free() {
    if (free.isEmpty() && unmade > 0) {
      unmade--;
      return make.get();
    }
    return free.poll();
  }

  void start(B batch) {
    FrameTask.refuseInterrupted(Thread.currentThread());
    FrameTask task = new FrameTask(() -> work.accept(batch));
    underWay.add(new UnderWay<>(batch, task));
    workers.offer(task);
  }

  boolean oldestIsDone() {
    UnderWay<B> oldest = underWay.peek();
    return oldest != null && oldest.task().isDone();
  }

  /** Takes the oldest back when its work is done; null if none is under way. */
  @Nullable B oldest() {
    UnderWay<B> oldest = underWay.peek();
    if (oldest == null) {
      return null;
    }
    // Rather than sleep until a worker is done, the caller does what nobody has begun.
    for (UnderWay<B> next : underWay) {
      if (oldest.task().isDone()) {
        break;
      }
      next.task().run();
    }
    oldest.task().join();
    underWay.remove();
    return oldest.batch();
  }

  void recycle(B batch) {
    free.add(batch);
  }

  /** Waits for the work that has begun, drops the rest, and wipes all that it was given back. */
  @Override
  public void close() {
    underWay.forEach(u -> u.task().abandon());
    underWay.forEach(u -> wipe.accept(u.batch()));
    underWay.clear();
    free.forEach(wipe);
    free.clear();
    unmade = 0;
  }
}
