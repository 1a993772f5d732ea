package dev.provisioning.kms.vault.login;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import io.github.jopenlibs.vault.VaultException;
import java.net.URI;
import java.util.Locale;

/**
 * What the driver's exceptions mean. They are not kept as causes: their messages hold whole
 * answers.
 */
final class LoginErrors {
  private LoginErrors() {}

  static KmsException of(URI server, String what, VaultException failure) {
    if (Thread.currentThread().isInterrupted() || caused(failure, InterruptedException.class)) {
      Thread.currentThread().interrupt();
      return KmsException.of(ErrorCode.INTERRUPTED, "interrupted while waiting to " + what);
    }
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    String cannot = "cannot " + what + " at " + server + ": ";
    return switch (failure.getHttpStatusCode()) {
      case 0 -> transport(cannot, failure);
      case 400, 401, 403 ->
          KmsException.of(
              ErrorCode.UNAUTHENTICATED,
              cannot + "the server refuses the credentials (role, secret, certificate or token)");
      case 404 ->
          KmsException.of(
              ErrorCode.CONFIGURATION,
              cannot + "there is no such auth method or namespace; see auth_mount and namespace");
      case 429 -> KmsException.of(ErrorCode.THROTTLED, cannot + "it asks to slow down");
      case 503 ->
          KmsException.builder(
                  ErrorCode.UNAVAILABLE,
                  cannot + (text.contains("sealed") ? "it is sealed" : "it is not ready"))
              .retryable(!text.contains("sealed"))
              .build();
      default ->
          KmsException.of(
              ErrorCode.UNAVAILABLE, cannot + "it answered " + failure.getHttpStatusCode());
    };
  }

  private static KmsException transport(String cannot, VaultException failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      // Ours: the address, and why it cannot be reached.
      if (t instanceof KmsException known) {
        return known;
      }
    }
    boolean late = caused(failure, java.net.http.HttpTimeoutException.class);
    return KmsException.of(
        late ? ErrorCode.TIMEOUT : ErrorCode.UNAVAILABLE,
        cannot + (late ? "no answer in time" : "it cannot be reached"));
  }

  private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return true;
      }
    }
    return false;
  }
}
