package dev.provisioning.kms.envelope;

import java.time.Duration;
import java.util.Objects;

/**
 * How long a data key may serve several messages. Immutable.
 *
 * <p>With a cache a data key and its wrapped forms seal messages of one context until one of the
 * limits is reached, and an unwrapped key opens messages that long: fewer calls, and within {@code
 * maxAge} a revocation at the backend is not seen. Nonces are no concern, since each message has a
 * key of its own. Nobody hears of an operation that the cache answers, an audit log neither.
 */
public final class CacheLimits {
  private final Duration maxAge;
  private final long maxMessages;
  private final long maxBytes;
  private final int maxEntries;

  private CacheLimits(Duration maxAge, long maxMessages, long maxBytes, int maxEntries) {
    this.maxAge = maxAge;
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
    this.maxEntries = maxEntries;
  }

  /**
   * Limits the age, and by default to 1,000,000 messages and 1 TiB for each key, and 1000 keys.
   *
   * @param age the longest time a key is used, more than zero and at most a day
   * @return the limits
   */
  public static CacheLimits maxAge(Duration age) {
    if (age.isZero() || age.isNegative() || age.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("an age is more than zero and at most a day");
    }
    return new CacheLimits(Objects.requireNonNull(age, "age"), 1_000_000, 1L << 40, 1000);
  }

  /**
   * Limits how many messages one key serves.
   *
   * @param messages at least 1
   * @return other limits
   */
  public CacheLimits maxMessages(long messages) {
    return new CacheLimits(maxAge, positive(messages), maxBytes, maxEntries);
  }

  /**
   * Limits how many bytes of plaintext one key seals. A stream is counted when it ends.
   *
   * @param bytes at least 1
   * @return other limits
   */
  public CacheLimits maxBytes(long bytes) {
    return new CacheLimits(maxAge, maxMessages, positive(bytes), maxEntries);
  }

  /**
   * Limits how many keys are held for sealing, and as many for opening. The one that was unused
   * longest goes first.
   *
   * @param entries at least 1
   * @return other limits
   */
  public CacheLimits maxEntries(int entries) {
    return new CacheLimits(maxAge, maxMessages, maxBytes, (int) positive(entries));
  }

  private static long positive(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("a limit is at least 1");
    }
    return limit;
  }

  Duration maxAge() {
    return maxAge;
  }

  long maxMessages() {
    return maxMessages;
  }

  long maxBytes() {
    return maxBytes;
  }

  int maxEntries() {
    return maxEntries;
  }
}
