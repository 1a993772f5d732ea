package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to open one message: bounded in number, because its header can name what it likes,
 * and in time, because a server that hangs must not keep the others from being asked. All failures
 * are kept.
 */
final class Trials {
  static final int MAX_REMOTE = 4;
  private static final int MAX = 32;
  private static final int SHOWN = 400;

  private final List<Candidate> candidates;
  private final Patience patience;
  private final long start;
  private final List<KmsException> failures = new ArrayList<>();

  /**
   * Bounds what may be tried.
   *
   * @param admitted in the order of attempts
   */
  Trials(List<Candidate> admitted, Patience patience) {
    this.candidates = bounded(admitted);
    this.patience = patience;
    this.start = patience.clock().nanoTime();
  }

  private static List<Candidate> bounded(List<Candidate> admitted) {
    List<Candidate> bounded = new ArrayList<>();
    int remote = 0;
    for (Candidate candidate : admitted) {
      int more = candidate.servers();
      // The first may have as many as its configuration lists, since none would be no answer.
      boolean few = more == 0 || remote == 0 || remote + more <= MAX_REMOTE;
      if (bounded.size() < MAX && few) {
        bounded.add(candidate);
        remote += more;
      }
    }
    return bounded;
  }

  /**
   * Returns what the first attempt that succeeds returns; null if none does.
   *
   * @param attempt gets the longest that it may take: of what is left, the same share for each
   *     server that has not been asked, so that the last one has its turn too
   */
  <T> @Nullable T first(BiFunction<Candidate, Duration, T> attempt) {
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      Duration left = patience.atMost().minusNanos(patience.clock().nanoTime() - start);
      if (left.isNegative() || left.isZero()) {
        failures.add(tooLate(candidates.size() - i));
        return null;
      }
      try {
        return attempt.apply(candidate, left.dividedBy(servers(i)));
      } catch (KmsException e) {
        if (candidate.holder().keys().isFinal(e)) {
          throw e;
        }
        failures.add(e);
      }
    }
    return null;
  }

  /** How many servers share what is left: one without a server may use all of it and needs none. */
  private long servers(int from) {
    return candidates.get(from).offline()
        ? 1
        : candidates.stream().skip(from).filter(c -> !c.offline()).count();
  }

  private KmsException tooLate(int untried) {
    return KmsException.of(
        ErrorCode.TIMEOUT,
        "the message was not opened within "
            + patience.atMost()
            + "; "
            + untried
            + " of "
            + candidates.size()
            + " attempts had no turn");
  }

  KmsException failure(List<Ciphertext> keys, boolean someRefused) {
    if (!failures.isEmpty()) {
      return told();
    }
    String named =
        keys.stream().map(k -> k.backend() + " " + k.keyId()).collect(Collectors.joining(", "));
    return KmsException.of(
        ErrorCode.ACCESS_DENIED,
        "no client here may open this; it names "
            + (named.length() > SHOWN ? named.substring(0, SHOWN) + "…" : named)
            + (someRefused
                ? " (a client whose messages anybody can write is not asked: see"
                    + " acceptUnauthenticated)"
                : ""));
  }

  /**
   * The failure to tell, which keeps the others: the first, unless a later one can pass. What one
   * server calls tampered may be another one's, which is down.
   */
  private KmsException told() {
    KmsException told =
        failures.stream().filter(KmsException::isRetryable).findFirst().orElse(failures.get(0));
    failures.stream().filter(failure -> failure != told).forEach(told::addSuppressed);
    return told;
  }
}
