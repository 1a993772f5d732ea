package dev.provisioning.kms.envelope;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Data keys by what they are for. Threads that miss the same key at the same time share one call. A
 * key that is nearly spent is replaced by another thread while it still serves. What is handed out
 * are copies, so that an evicted key is wiped at once.
 */
final class DataKeyCache implements AutoCloseable {
  private final CacheLimits limits;
  private final KmsClock clock;
  private final Executor refresher;
  private final ReentrantLock lock = new ReentrantLock();
  // In the order of use, the longest unused first.
  private final Map<ByteBuffer, CachedKey> keys = new LinkedHashMap<>(16, 0.75f, true);
  private long hits;
  private long misses;
  private long evictions;
  private boolean closed;

  DataKeyCache(CacheLimits limits, KmsClock clock, Executor refresher) {
    this.limits = limits;
    this.clock = clock;
    this.refresher = refresher;
  }

  /** Returns a copy of the key for a message of so many bytes; the caller closes it. */
  WrappedDataKey take(ByteBuffer name, long bytes, Supplier<WrappedDataKey> load) {
    return take(name, bytes, load, Patience.LONGEST);
  }

  /**
   * The same for who does not wait so long for another thread's call; its own call bounds itself.
   */
  WrappedDataKey take(ByteBuffer name, long bytes, Supplier<WrappedDataKey> load, Duration atMost) {
    while (true) {
      CachedKey known = find(name, bytes, load);
      // Whoever comes first makes the call, the others wait for it here.
      boolean own = known.bring();
      WrappedDataKey copy = await(name, known, own, atMost);
      if (copy != null) {
        return copy;
      }
    }
  }

  private CachedKey find(ByteBuffer name, long bytes, Supplier<WrappedDataKey> load) {
    boolean refresh;
    CachedKey found;
    lock.lock();
    try {
      long now = clock.nanoTime();
      CachedKey known = keys.get(name);
      if (known != null && known.isSpent(now, bytes)) {
        evict(keys.remove(name));
        known = null;
      }
      if (known == null) {
        misses++;
        makeRoom();
        found = new CachedKey(new FutureTask<>(load::get), limits, now);
        keys.put(name, found);
        refresh = false;
      } else {
        hits++;
        found = known;
        refresh = known.takeRefresh(now);
      }
      found.use(bytes);
    } finally {
      lock.unlock();
    }
    if (refresh) {
      refresh(name, found, load);
    }
    return found;
  }

  /** Returns null if another thread, which made the call, was interrupted. */
  private @Nullable WrappedDataKey await(
      ByteBuffer name, CachedKey known, boolean own, Duration atMost) {
    try {
      return known.call().get(atMost.toNanos(), TimeUnit.NANOSECONDS).copy();
    } catch (TimeoutException e) {
      throw KmsException.of(
          ErrorCode.TIMEOUT, "another thread has been waiting for this data key for too long", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting for a data key", e);
    } catch (ExecutionException e) {
      forget(name, known);
      if (e.getCause() instanceof KmsException failure
          && failure.code() == ErrorCode.INTERRUPTED
          && !own
          && !Thread.currentThread().isInterrupted()) {
        return null;
      }
      throw thrown(e.getCause());
    } finally {
      leave(name, known);
    }
  }

  /** The last one to leave a key that has no place any more wipes it. */
  private void leave(ByteBuffer name, CachedKey known) {
    lock.lock();
    try {
      known.leave();
      if (closed) {
        keys.remove(name, known);
      }
      if (keys.get(name) != known) {
        evict(known);
      }
    } finally {
      lock.unlock();
    }
  }

  private static RuntimeException thrown(@Nullable Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e
        ? e
        : KmsException.of(ErrorCode.INTERNAL, "a data key could not be had: " + cause);
  }

  private void forget(ByteBuffer name, CachedKey known) {
    lock.lock();
    try {
      keys.remove(name, known);
    } finally {
      lock.unlock();
    }
  }

  private void refresh(ByteBuffer name, CachedKey old, Supplier<WrappedDataKey> load) {
    CachedKey next = new CachedKey(new FutureTask<>(load::get), limits, clock.nanoTime());
    try {
      refresher.execute(
          () -> {
            next.bring();
            replace(name, old, next);
          });
    } catch (RejectedExecutionException e) {
      // The old key serves until it is spent.
    }
  }

  private void replace(ByteBuffer name, CachedKey old, CachedKey next) {
    lock.lock();
    try {
      boolean wanted = !closed && keys.get(name) == old && !failed(next);
      if (wanted) {
        keys.put(name, next);
      }
      evict(wanted ? old : next);
    } finally {
      lock.unlock();
    }
  }

  private static boolean failed(CachedKey key) {
    try {
      key.call().get();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    } catch (ExecutionException e) {
      return true;
    }
  }

  /** Adds bytes that were not known when the key was taken. */
  void charge(ByteBuffer name, long bytes) {
    lock.lock();
    try {
      CachedKey known = keys.get(name);
      if (known != null) {
        known.charge(bytes);
      }
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom() {
    Iterator<CachedKey> oldest = keys.values().iterator();
    while (keys.size() >= limits.maxEntries() && oldest.hasNext()) {
      CachedKey key = oldest.next();
      if (!key.isComing()) {
        oldest.remove();
        evict(key);
      }
    }
  }

  /** Wipes a key that has come, unless somebody still copies it, who wipes it then. */
  private void evict(@Nullable CachedKey key) {
    if (key == null || key.isComing() || key.isAwaited() || failed(key)) {
      return;
    }
    try {
      key.call().get().close();
      evictions++;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("it is there", e);
    }
  }

  CacheStatistics statistics() {
    lock.lock();
    try {
      return new CacheStatistics(hits, misses, evictions);
    } finally {
      lock.unlock();
    }
  }

  /** Wipes all keys; those that are still coming are wiped when they have served. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      keys.values().forEach(this::evict);
      keys.values().removeIf(key -> !key.isComing());
    } finally {
      lock.unlock();
    }
  }
}
