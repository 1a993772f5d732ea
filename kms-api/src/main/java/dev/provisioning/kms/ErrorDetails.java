package dev.provisioning.kms;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an exception carries, apart from its stack.
 *
 * @param refusal whether a listener refused the operation, which ends it for good
 */
record ErrorDetails(
    ErrorCode code,
    String message,
    boolean retryable,
    boolean refusal,
    @Nullable Throwable cause,
    @Nullable Duration retryAfter,
    @Nullable String requestId,
    @Nullable KmsOperation operation,
    @Nullable String backend,
    @Nullable String keyId) {

  /** Fills in the call; the innermost one that spoke wins. */
  ErrorDetails in(KmsOperation op, String scheme, @Nullable String key) {
    if (operation != null && backend != null && (keyId != null || key == null)) {
      return this;
    }
    return new ErrorDetails(
        code,
        message,
        retryable,
        refusal,
        cause,
        retryAfter,
        requestId,
        operation == null ? op : operation,
        backend == null ? scheme : backend,
        keyId == null ? key : keyId);
  }

  ErrorDetails saying(String text) {
    return new ErrorDetails(
        code, text, retryable, refusal, cause, retryAfter, requestId, operation, backend, keyId);
  }
}
