package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;
import io.github.jopenlibs.vault.VaultException;

/** What an answer to a login, a renewal or a look-up means that is no success. */
final class LoginErrors {
  private LoginErrors() {}

  static KmsException of(String what, HttpReply reply) {
    String reason = RefusalReason.of(reply.body());
    KmsException.Builder failure =
        byStatus("cannot " + what + " at " + reply.server(), reply, reason);
    reply.retryAfter().ifPresent(failure::retryAfter);
    return failure.build();
  }

  private static KmsException.Builder byStatus(String cannot, HttpReply reply, String reason) {
    String why = reason.isEmpty() ? "" : ": " + reason;
    return switch (reply.status()) {
      case 400, 401 ->
          KmsException.builder(
              ErrorCode.UNAUTHENTICATED, cannot + ": the server refuses the credentials" + why);
      case 403 ->
          // It says the same of bad credentials and of an auth method that is not there.
          KmsException.builder(
              ErrorCode.UNAUTHENTICATED,
              cannot
                  + ": the server refuses the credentials, or has no such auth method there (auth,"
                  + " auth_mount, namespace)"
                  + why);
      case 404, 405 ->
          KmsException.builder(
              ErrorCode.CONFIGURATION,
              cannot + ": there is no such auth method or namespace (auth_mount, namespace)");
      case 412 -> unavailable(cannot + ": it lags behind its cluster");
      case 429 -> KmsException.builder(ErrorCode.THROTTLED, cannot + ": it asks to slow down");
      case 472, 473 -> unavailable(cannot + ": it is a standby");
      case 501 -> unavailable(cannot + ": it is not initialised").retryable(false);
      case 503 ->
          reason.contains("sealed")
              // Somebody has to unseal it; waiting for that within a call helps nobody.
              ? unavailable(cannot + ": it is sealed").retryable(false)
              : unavailable(cannot + ": it is not ready");
      default ->
          reply.status() >= 500
              ? unavailable(cannot + ": it answered " + reply.status())
              : KmsException.builder(
                  ErrorCode.INTERNAL, cannot + ": it answered " + reply.status());
    };
  }

  private static KmsException.Builder unavailable(String message) {
    return KmsException.builder(ErrorCode.UNAVAILABLE, message);
  }

  /** What the driver threw without an answer: it wraps what our transport threw. */
  static RuntimeException of(VaultException failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 5; depth++) {
      if (cause instanceof KmsException || cause instanceof IllegalStateException) {
        return (RuntimeException) cause;
      }
      cause = cause.getCause();
    }
    // Not the cause: a driver that fails on what it was given may say what that was.
    return KmsException.of(
        ErrorCode.INTERNAL, "the Vault driver could not make the request; this is a defect");
  }
}
