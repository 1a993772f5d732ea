package dev.provisioning.kms.envelope;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/** One place of a cache: a key, or the call that brings it. Guarded by the lock of the cache. */
final class CachedKey {
  /** When a use asks for the next key, so that none has to wait for it: four fifths of a limit. */
  private static final int AHEAD_PARTS = 5;

  /** How often within the age limit a refresh that failed is tried again. */
  private static final int RETRIES = 20;

  private final FutureTask<WrappedDataKey> call;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CacheLimits limits;
  private final long born;
  private long nextRefresh;
  private long messages;
  private long bytes;
  private int takers;

  CachedKey(FutureTask<WrappedDataKey> call, CacheLimits limits, long now) {
    this.call = call;
    this.limits = limits;
    this.born = now;
    this.nextRefresh = now;
  }

  FutureTask<WrappedDataKey> call() {
    return call;
  }

  boolean isComing() {
    return !call.isDone();
  }

  /** Makes the call unless a thread does; tells whether this one did. */
  boolean bring() {
    if (!begun.compareAndSet(false, true)) {
      return false;
    }
    call.run();
    return true;
  }

  /** Counts a message, whose thread takes a copy and then calls {@link #leave}. */
  void use(long count) {
    messages++;
    bytes += count;
    takers++;
  }

  void leave() {
    takers--;
  }

  /** Whether it must not be wiped yet, because somebody will copy it. */
  boolean isAwaited() {
    return takers > 0;
  }

  void charge(long count) {
    bytes += count;
  }

  /**
   * Whether it may not serve another message of so many bytes. Those that wait for it count, or the
   * threads that miss it together would be more than it may serve.
   */
  boolean isSpent(long now, long more) {
    return (call.isDone() && now - born >= limits.maxAge().toNanos())
        || messages >= limits.maxMessages()
        || more > limits.maxBytes() - bytes;
  }

  /** Tells once in a while that the next key should be brought. */
  boolean takeRefresh(long now) {
    boolean due =
        call.isDone()
            && now >= nextRefresh
            && (near(now - born, limits.maxAge().toNanos())
                || near(messages, limits.maxMessages())
                || near(bytes, limits.maxBytes()));
    if (due) {
      nextRefresh = now + limits.maxAge().toNanos() / RETRIES;
    }
    return due;
  }

  private static boolean near(long used, long limit) {
    return used >= limit - limit / AHEAD_PARTS;
  }
}
