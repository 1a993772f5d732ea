package dev.provisioning.kms;

import dev.provisioning.kms.spi.KmsConfig;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often and how long to try: capped exponential waits with full jitter, so that many clients of
 * a server that comes back do not return together.
 *
 * @param attempts the most calls of one operation
 * @param deadline the longest all attempts and waits may take together
 */
record RetryPolicy(int attempts, Duration deadline) {
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** For backends whose failures do not pass: nothing on this machine gets better by waiting. */
  static final RetryPolicy NONE = new RetryPolicy(1, Duration.ofSeconds(30));

  static final RetryPolicy NETWORK = new RetryPolicy(4, Duration.ofSeconds(30));

  static RetryPolicy read(KmsConfig config) {
    int attempts = config.integer("retry_attempts", 0, 1, 10);
    Duration deadline = config.duration("retry_deadline", NETWORK.deadline());
    return new RetryPolicy(attempts, deadline);
  }

  /** The policy for a backend: what the section says, else what suits the backend. */
  RetryPolicy orDefault(boolean offline) {
    return attempts > 0 ? this : new RetryPolicy((offline ? NONE : NETWORK).attempts(), deadline);
  }

  Duration wait(KmsException failure, int attempt) {
    if (failure.retryAfter().isPresent()) {
      return failure.retryAfter().get();
    }
    long most = longestWait(attempt).toMillis();
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
  }

  /** Twice as long after each attempt, whatever the waits were that a server has asked for. */
  static Duration longestWait(int attempt) {
    long doubled = FIRST.toMillis() << Math.min(attempt - 1, 16);
    return Duration.ofMillis(Math.min(LONGEST.toMillis(), doubled));
  }
}
