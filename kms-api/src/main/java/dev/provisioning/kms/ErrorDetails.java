package dev.provisioning.kms;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an exception carries, apart from its stack. */
record ErrorDetails(
    ErrorCode code,
    String message,
    boolean retryable,
    @Nullable Throwable cause,
    @Nullable Duration retryAfter,
    @Nullable String requestId,
    @Nullable KmsOperation operation,
    @Nullable String backend,
    @Nullable String keyId) {

  /** Fills in the call; the innermost one that spoke wins. */
  ErrorDetails in(KmsOperation op, String scheme, @Nullable String key) {
    return new ErrorDetails(
        code,
        message,
        retryable,
        cause,
        retryAfter,
        requestId,
        operation == null ? op : operation,
        backend == null ? scheme : backend,
        keyId == null ? key : keyId);
  }

  ErrorDetails saying(String text) {
    return new ErrorDetails(
        code, text, retryable, cause, retryAfter, requestId, operation, backend, keyId);
  }
}
