package dev.provisioning.kms;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** What describeKey answered, for at most 60 seconds, so that a loop of checks costs one call. */
final class KeyInfoCache {
  private static final long MAX_AGE = Duration.ofSeconds(60).toNanos();

  private static final int MAX_KEYS = 1024;

  private final LongSupplier nanoTime;
  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  KeyInfoCache(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  KeyInfo get(String keyId, Function<String, KeyInfo> describe) {
    Seen last = seen.get(keyId);
    if (last != null && nanoTime.getAsLong() - last.at() <= MAX_AGE) {
      return last.info();
    }
    return put(keyId, describe.apply(keyId));
  }

  KeyInfo put(String keyId, KeyInfo info) {
    if (seen.size() >= MAX_KEYS) {
      seen.clear();
    }
    seen.put(keyId, new Seen(info, nanoTime.getAsLong()));
    return info;
  }

  private record Seen(KeyInfo info, long at) {}
}
