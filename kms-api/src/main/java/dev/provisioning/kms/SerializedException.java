package dev.provisioning.kms;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The serialized form of {@link KmsException}: foreign exceptions become text, since the receiver
 * may not have the driver's classes, and a driver's exception may hold what must not travel.
 */
final class SerializedException implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String message;
  private final boolean retryable;
  private final @Nullable Duration retryAfter;
  private final @Nullable String requestId;
  private final @Nullable KmsOperation operation;
  private final @Nullable String backend;
  private final @Nullable String keyId;
  private final StackTraceElement[] stack;
  private final @Nullable RuntimeException cause;
  private final RuntimeException[] suppressed;

  SerializedException(KmsException e) {
    ErrorDetails details = e.details();
    code = details.code();
    message = details.message();
    retryable = details.retryable();
    retryAfter = details.retryAfter();
    requestId = details.requestId();
    operation = details.operation();
    backend = details.backend();
    keyId = details.keyId();
    stack = e.getStackTrace();
    cause = details.cause() == null ? null : portable(details.cause());
    Throwable[] others = e.getSuppressed();
    suppressed = new RuntimeException[others.length];
    for (int i = 0; i < others.length; i++) {
      suppressed[i] = portable(others[i]);
    }
  }

  private static RuntimeException portable(Throwable t) {
    if (t instanceof KmsException known) {
      return known;
    }
    RuntimeException text = new RuntimeException(t.toString());
    text.setStackTrace(t.getStackTrace());
    return text;
  }

  private Object readResolve() {
    KmsException e =
        KmsException.from(
            new ErrorDetails(
                code, message, retryable, cause, retryAfter, requestId, operation, backend, keyId));
    e.setStackTrace(stack);
    for (RuntimeException s : suppressed) {
      e.addSuppressed(s);
    }
    return e;
  }
}
