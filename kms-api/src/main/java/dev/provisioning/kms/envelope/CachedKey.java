package dev.provisioning.kms.envelope;

import java.util.concurrent.FutureTask;

/** One place of a cache: a key, or the call that brings it. Guarded by the lock of the cache. */
final class CachedKey {
  /** When a use asks for the next key, so that none has to wait for it: four fifths of a limit. */
  private static final int AHEAD_PARTS = 5;

  /** How often within the age limit a refresh that failed is tried again. */
  private static final int RETRIES = 20;

  private final FutureTask<WrappedDataKey> call;
  private final CacheLimits limits;
  private final long born;
  private long nextRefresh;
  private long messages;
  private long bytes;

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

  void use(long count) {
    messages++;
    bytes += count;
  }

  void charge(long count) {
    bytes += count;
  }

  /** Whether it may not serve another message of so many bytes. */
  boolean isSpent(long now, long more) {
    return call.isDone()
        && (now - born >= limits.maxAge().toNanos()
            || messages >= limits.maxMessages()
            || bytes + more > limits.maxBytes());
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
