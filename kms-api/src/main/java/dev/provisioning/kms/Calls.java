package dev.provisioning.kms;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one operation of a backend: retries what can succeed later, gives every failure its place,
 * tells the listeners.
 */
final class Calls {
  private final List<KmsListener> listeners;
  private final KmsClock clock;

  Calls(List<KmsListener> listeners, KmsClock clock) {
    this.listeners = listeners;
    this.clock = clock;
  }

  KmsClock clock() {
    return clock;
  }

  /**
   * Runs an operation.
   *
   * @param call what is asked for, for errors and events
   * @param backend the call of the backend, once for each attempt
   */
  <T> T run(Call call, Supplier<T> backend) {
    long start = clock.nanoTime();
    int attempt = 1;
    while (true) {
      try {
        T result = backend.get();
        tell(call, result, null, start, attempt);
        return result;
      } catch (ListenerFailure e) {
        throw e.original;
      } catch (RuntimeException | LinkageError e) {
        KmsException failure = placed(call, e);
        if (!waitToRetry(call, failure, start, attempt)) {
          throw finished(call, failure, start, attempt);
        }
        attempt++;
      }
    }
  }

  /**
   * Tells of an operation that was refused before any call, and returns the refusal in its place.
   */
  KmsException refused(Call call, KmsException refusal) {
    return finished(call, placed(call, refusal), clock.nanoTime(), 0);
  }

  private KmsException finished(Call call, KmsException failure, long start, int attempt) {
    try {
      tell(call, null, failure, start, attempt);
    } catch (ListenerFailure e) {
      failure.addSuppressed(e.original);
    }
    return failure;
  }

  /** A driver's text may hold what must not be shown, so that a foreign exception stays a cause. */
  private static KmsException placed(Call call, Throwable e) {
    KmsException known =
        e instanceof KmsException k
            ? k
            : KmsException.of(
                ErrorCode.INTERNAL,
                "the backend failed with " + e.getClass().getName() + "; this is a defect",
                e);
    return known.in(call.operation(), call.connection().scheme(), call.keyId());
  }

  private boolean waitToRetry(Call call, KmsException failure, long start, int attempt) {
    RetryPolicy policy = call.connection().retry();
    if (!failure.isRetryable() || !call.operation().idempotent() || attempt >= policy.attempts()) {
      return false;
    }
    Duration wait = policy.wait(failure, attempt);
    Duration taken = Duration.ofNanos(clock.nanoTime() - start);
    if (taken.plus(wait).compareTo(policy.deadline()) >= 0) {
      return false;
    }
    try {
      clock.sleep(wait);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      KmsException interrupted =
          placed(
              call,
              KmsException.of(
                  ErrorCode.INTERRUPTED, "interrupted while waiting to try again", failure));
      throw finished(call, interrupted, start, attempt);
    }
  }

  private void tell(
      Call call, @Nullable Object result, @Nullable KmsException failure, long start, int attempt) {
    if (listeners.isEmpty()) {
      return;
    }
    KmsEvent event =
        new KmsEvent(
            call.operation(),
            call.connection().scheme(),
            call.keyId(),
            versionOf(result),
            call.context().keys(),
            call.inputBytes(),
            bytesOf(result),
            Optional.ofNullable(failure).map(KmsException::code),
            Duration.ofNanos(clock.nanoTime() - start),
            attempt);
    for (KmsListener listener : listeners) {
      try {
        listener.on(event);
      } catch (RuntimeException e) {
        if (result instanceof byte[] plaintext) {
          DataKey.wipe(plaintext);
        }
        throw new ListenerFailure(e);
      }
    }
  }

  private static String versionOf(@Nullable Object result) {
    if (result instanceof Ciphertext c) {
      return c.keyVersion();
    }
    return result instanceof KeyInfo info ? info.version() : "";
  }

  private static long bytesOf(@Nullable Object result) {
    if (result instanceof Ciphertext c) {
      return c.blobLength();
    }
    return result instanceof byte[] plaintext ? plaintext.length : 0;
  }

  /** Keeps a listener's refusal apart from a failure of the backend, which might be retried. */
  private static final class ListenerFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final RuntimeException original;

    ListenerFailure(RuntimeException original) {
      super(original);
      this.original = original;
    }
  }
}
