package dev.provisioning.kms.cosmian.kmip;

import static dev.provisioning.kms.ErrorCode.ACCESS_DENIED;
import static dev.provisioning.kms.ErrorCode.CONFIGURATION;
import static dev.provisioning.kms.ErrorCode.INTERNAL;
import static dev.provisioning.kms.ErrorCode.INVALID_CIPHERTEXT;
import static dev.provisioning.kms.ErrorCode.THROTTLED;
import static dev.provisioning.kms.ErrorCode.TIMEOUT;
import static dev.provisioning.kms.ErrorCode.TOO_LARGE;
import static dev.provisioning.kms.ErrorCode.UNAUTHENTICATED;
import static dev.provisioning.kms.ErrorCode.UNAVAILABLE;
import static dev.provisioning.kms.ErrorCode.UNSUPPORTED;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.ServerText;

/**
 * What an answer that is no success means. The body is plain text, and the status says less than
 * one expects: 401 is a missing permission too, 422 a ciphertext that was tampered with, and up to
 * 5.12 the latter is 500, which no retry mends.
 */
final class KmipErrors {
  private KmipErrors() {}

  static KmsException of(HttpReply reply, String operation) {
    KmsException.Builder failure = byStatus(reply, operation);
    reply.retryAfter().ifPresent(failure::retryAfter);
    return failure.build();
  }

  private static KmsException.Builder byStatus(HttpReply reply, String operation) {
    String text = ServerText.of(reply.body());
    String said = text.isEmpty() ? "" : ": " + text;
    String server = reply.server();
    return switch (reply.status()) {
      case 401 ->
          text.startsWith("Access denied")
              ? Refusals.of(operation, text)
              : KmsException.builder(
                  UNAUTHENTICATED,
                  server + " does not accept the credentials, or got none (api_key)" + said);
      case 403 -> KmsException.builder(ACCESS_DENIED, server + " denies " + operation + said);
      case 404 ->
          text.contains("oute") && text.contains("upported")
              ? KmsException.builder(UNSUPPORTED, server + " knows no " + operation + said)
              : KmsException.builder(
                  CONFIGURATION, server + " has no KMIP there; see server_url" + said);
      case 408 -> KmsException.builder(TIMEOUT, server + " waited too long for the request" + said);
      case 413 -> KmsException.builder(TOO_LARGE, server + " refuses so large a request" + said);
      case 422 -> Refusals.of(operation, text);
      case 429 -> KmsException.builder(THROTTLED, server + " asks to slow down" + said);
      case 500 -> internal(server, operation, text);
      case 502, 503, 504 -> KmsException.builder(UNAVAILABLE, server + " is not ready" + said);
      default ->
          KmsException.builder(
              INTERNAL, server + " answered " + operation + " with " + reply.status() + said);
    };
  }

  private static KmsException.Builder internal(String server, String operation, String text) {
    if (Refusals.isConflict(text)
        || (text.startsWith("Cryptographic error") && operation.equals("Decrypt"))) {
      return Refusals.of(operation, text);
    }
    return KmsException.builder(UNAVAILABLE, server + " failed at " + operation + ": " + text);
  }

  /** One item of a batch: its reason is what a body would begin with. */
  static KmsException ofItem(String operation, String reason, String message) {
    String text = ServerText.of(message);
    // What the server has no reason for, it calls an operation not supported.
    if (reason.equals("Operation_Not_Supported")) {
      boolean serversFault =
          text.startsWith("Unexpected server error")
              || (text.startsWith("Database Error") && !Refusals.isConflict(text));
      return serversFault
          ? KmsException.of(UNAVAILABLE, "the server failed at " + operation + ": " + text)
          : Refusals.of(operation, text).build();
    }
    return Refusals.of(operation, reason + ": " + text).build();
  }

  static KmsException.Builder notOpened() {
    return KmsException.builder(
        INVALID_CIPHERTEXT,
        "the server could not open the ciphertext: tampered, of another key, or under another"
            + " context");
  }
}
