package dev.provisioning.kms.envelope;

/**
 * What the data-key cache of an envelope has done so far.
 *
 * @param hits operations that needed no call
 * @param misses operations that made a call
 * @param evictions keys that were wiped because a limit was reached
 */
public record CacheStatistics(long hits, long misses, long evictions) {
  CacheStatistics plus(CacheStatistics other) {
    return new CacheStatistics(
        hits + other.hits, misses + other.misses, evictions + other.evictions);
  }
}
