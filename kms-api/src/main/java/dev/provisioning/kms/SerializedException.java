package dev.provisioning.kms;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The serialized form of {@link KmsException}: foreign exceptions become text, since the receiver
 * may not have the driver's classes, and a driver's exception may hold what must not travel.
 */
final class SerializedException implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MAX_DEPTH = 8;

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
    return t instanceof KmsException known ? known : asText(t, MAX_DEPTH);
  }

  /** The chain of class names; a driver's message may hold a token or an address. */
  private static RuntimeException asText(Throwable t, int depth) {
    @Nullable Throwable cause = depth == 0 ? null : t.getCause();
    RuntimeException text =
        cause == null
            ? new RuntimeException(t.getClass().getName())
            : new RuntimeException(
                t.getClass().getName(),
                cause instanceof KmsException known ? known : asText(cause, depth - 1));
    text.setStackTrace(t.getStackTrace());
    return text;
  }

  private Object readResolve() throws InvalidObjectException {
    try {
      KmsException e =
          KmsException.from(
              new ErrorDetails(
                  Objects.requireNonNull(code),
                  Objects.requireNonNull(message),
                  retryable,
                  false,
                  cause,
                  retryAfter,
                  requestId,
                  operation,
                  backend,
                  keyId));
      e.setStackTrace(stack);
      for (RuntimeException s : suppressed) {
        e.addSuppressed(s);
      }
      return e;
    } catch (NullPointerException e) {
      throw new InvalidObjectException("not a serialized KmsException");
    }
  }
}
