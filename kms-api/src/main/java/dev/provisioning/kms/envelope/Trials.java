package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to open one message: bounded, because its header can name what it likes, with all
 * failures kept.
 */
final class Trials {
  static final int MAX_REMOTE = 4;
  private static final int MAX = 32;
  private static final int SHOWN = 400;

  private int remote;
  private int count;
  private @Nullable KmsException told;

  /** Returns null if the attempt fails or is one too many. */
  <T> @Nullable T attempt(KeyHolder holder, Supplier<T> opening) {
    if (count == MAX || (!holder.offline() && remote == MAX_REMOTE)) {
      return null;
    }
    count++;
    remote += holder.offline() ? 0 : 1;
    try {
      return opening.get();
    } catch (KmsException e) {
      if (holder.keys().isFinal(e)) {
        throw e;
      }
      told = worse(told, e);
      return null;
    }
  }

  /**
   * The failure to tell: the first, unless a later one can pass. What one server calls tampered may
   * be another one's, which is down.
   */
  private static KmsException worse(@Nullable KmsException before, KmsException now) {
    if (before == null || before == now) {
      return now;
    }
    boolean later = now.isRetryable() && !before.isRetryable();
    KmsException told = later ? now : before;
    told.addSuppressed(later ? before : now);
    return told;
  }

  KmsException failure(List<Ciphertext> keys, boolean someRefused) {
    if (told != null) {
      return told;
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
}
