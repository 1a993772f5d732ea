package dev.provisioning.kms;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs operations of backends: with repetitions, and with one event each. A listener that throws
 * stops the operation for good: what it refused is wiped, not tried elsewhere and not retried.
 */
final class Calls {
  private final Listeners listeners;
  private final KmsClock clock;
  private final Gate gate = new Gate();

  Calls(Listeners listeners, KmsClock clock) {
    this.listeners = listeners;
    this.clock = clock;
  }

  KmsClock clock() {
    return clock;
  }

  Listeners listeners() {
    return listeners;
  }

  Gate gate() {
    return gate;
  }

  Attempts attempts(Call call) {
    return attempts(call, TimeLimit.NONE);
  }

  private Attempts attempts(Call call, TimeLimit limit) {
    return new Attempts(gate, clock, call, limit);
  }

  <T> T run(Call call, Supplier<T> backend) {
    return run(call, TimeLimit.NONE, backend);
  }

  <T> T run(Call call, TimeLimit limit, Supplier<T> backend) {
    Attempts attempts = attempts(call, limit);
    T result;
    try {
      result = attempts.run(backend);
    } catch (KmsException e) {
      throw failed(call, e, attempts);
    }
    succeeded(call, result, attempts);
    return result;
  }

  /** Tells of an operation that ended before any call, and returns why, in its place. */
  KmsException refused(Call call, Throwable refusal) {
    return failed(call, call.place(refusal), attempts(call));
  }

  /** Tells of a success; a listener that refuses it wipes it. */
  void succeeded(Call call, Object result, Attempts attempts) {
    try {
      tell(call, result, null, attempts);
    } catch (KmsException refusal) {
      if (result instanceof byte[] plaintext) {
        DataKey.wipe(plaintext);
      }
      throw refusal;
    }
  }

  /** Tells of a failure and returns it; what a listener says against it is added. */
  KmsException failed(Call call, KmsException failure, Attempts attempts) {
    try {
      tell(call, null, failure, attempts);
    } catch (KmsException refusal) {
      failure.addSuppressed(refusal);
    }
    return failure;
  }

  private void tell(
      Call call, @Nullable Object result, @Nullable KmsException failure, Attempts attempts) {
    if (!areHeard()) {
      return;
    }
    KmsEvent event = event(call, result, failure, attempts);
    for (KmsListener listener : listeners.all()) {
      try {
        listener.on(event);
      } catch (RuntimeException | LinkageError e) {
        throw refusal(call, e);
      }
    }
  }

  boolean areHeard() {
    return !listeners.all().isEmpty();
  }

  static KmsEvent event(
      Call call, @Nullable Object result, @Nullable KmsException failure, Attempts attempts) {
    return new KmsEvent(
        call.operation(),
        call.connection().scheme(),
        call.keyId(),
        versionOf(result, call),
        call.context().keys(),
        call.inputBytes(),
        bytesOf(result),
        Optional.ofNullable(failure).map(KmsException::code),
        attempts.taken(),
        attempts.count());
  }

  /** Tells of many operations at once; returns why a listener refuses all of them, if one does. */
  @Nullable Throwable tellAll(List<KmsEvent> events) {
    for (KmsListener listener : listeners.all()) {
      try {
        listener.onAll(events);
      } catch (RuntimeException | LinkageError e) {
        return e;
      }
    }
    return null;
  }

  static KmsException refusal(Call call, Throwable e) {
    boolean said = e instanceof KmsException;
    ErrorCode code = said ? ((KmsException) e).code() : ErrorCode.INTERNAL;
    String why = said ? String.valueOf(e.getMessage()) : e.getClass().getName();
    return call.place(KmsException.refusal(code, "a listener refused the operation: " + why, e));
  }

  private static String versionOf(@Nullable Object result, Call call) {
    if (result instanceof Ciphertext c) {
      return c.keyVersion();
    }
    return result instanceof KeyInfo info ? info.version() : call.keyVersion();
  }

  private static long bytesOf(@Nullable Object result) {
    if (result instanceof Ciphertext c) {
      return c.blobLength();
    }
    return result instanceof byte[] plaintext ? plaintext.length : 0;
  }
}
