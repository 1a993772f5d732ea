package dev.provisioning.kms.cosmian.kmip;

import static dev.provisioning.kms.ErrorCode.ACCESS_DENIED;
import static dev.provisioning.kms.ErrorCode.INTERNAL;
import static dev.provisioning.kms.ErrorCode.INVALID_ARGUMENT;
import static dev.provisioning.kms.ErrorCode.INVALID_CIPHERTEXT;
import static dev.provisioning.kms.ErrorCode.KEY_DISABLED;
import static dev.provisioning.kms.ErrorCode.KEY_NOT_FOUND;
import static dev.provisioning.kms.ErrorCode.THROTTLED;
import static dev.provisioning.kms.ErrorCode.TIMEOUT;
import static dev.provisioning.kms.ErrorCode.TOO_LARGE;
import static dev.provisioning.kms.ErrorCode.UNAUTHENTICATED;
import static dev.provisioning.kms.ErrorCode.UNAVAILABLE;
import static dev.provisioning.kms.ErrorCode.UNSUPPORTED;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.HttpReply;

/**
 * What an answer that is no success means. The bodies are plain texts, and the status codes are the
 * server's own idea of HTTP: 401 says "no permission" too, and 422 is nearly everything
 * (Cosmian/kms, {@code crate/server/src/routes/mod.rs} and {@code error.rs}).
 */
final class KmipErrors {
  private static final String NOT_OPENED =
      "the server could not open the ciphertext: tampered, of another key, or under another context";

  private KmipErrors() {}

  static KmsException of(HttpReply reply) {
    String text = ServerText.of(new String(reply.body(), UTF_8));
    KmsException.Builder failure = byStatus(reply.server(), reply.status(), text);
    reply.retryAfter().ifPresent(failure::retryAfter);
    return failure.build();
  }

  private static KmsException.Builder byStatus(String server, int status, String text) {
    return switch (status) {
      case 401, 403 ->
          text.contains("does not have permission")
              ? KmsException.builder(ACCESS_DENIED, server + ": " + text)
              : KmsException.builder(
                  UNAUTHENTICATED,
                  server + " does not know who is calling; see api_key and client_cert_file");
      case 404 ->
          KmsException.builder(
              UNSUPPORTED, server + " does not know this operation or address" + said(text));
      case 408 -> KmsException.builder(TIMEOUT, server + " gave up waiting for the request");
      case 413 -> KmsException.builder(TOO_LARGE, server + " refuses so large a request");
      case 422, 400 -> refused(text);
      case 429 -> KmsException.builder(THROTTLED, server + " asks to slow down");
      case 500 -> internal(server, text);
      case 502, 503, 504 ->
          KmsException.builder(UNAVAILABLE, server + " is not ready" + said(text));
      default -> KmsException.builder(INTERNAL, server + " answered " + status + said(text));
    };
  }

  private static String said(String text) {
    return text.isEmpty() ? "" : ": " + text;
  }

  /** Up to 5.12 a bad tag was a 500; repeating it would open nothing. */
  private static KmsException.Builder internal(String server, String text) {
    if (text.startsWith("Cryptographic error")) {
      return KmsException.builder(INVALID_CIPHERTEXT, NOT_OPENED);
    }
    if (text.contains("already exist")) {
      return KmsException.builder(INVALID_ARGUMENT, AlreadyExists.TEXT);
    }
    return KmsException.builder(UNAVAILABLE, server + " failed" + said(text));
  }

  /**
   * A refusal of an operation, alone or in a batch.
   *
   * @param text reason, colon and message
   */
  static KmsException.Builder refused(String text) {
    if (text.startsWith("Item not found")
        || text.startsWith("Object_Not_Found")
        || text.startsWith("Item_Not_Found")) {
      return KmsException.builder(
          KEY_NOT_FOUND, "there is no such key, or none that encrypts: " + text);
    }
    if (text.startsWith("Permission_Denied")) {
      return text.contains("is in state")
          ? KmsException.builder(KEY_DISABLED, "the key cannot be used: " + text)
          : KmsException.builder(ACCESS_DENIED, text);
    }
    if (text.startsWith("Cryptographic_Failure") || text.startsWith("Cryptographic error")) {
      return KmsException.builder(INVALID_CIPHERTEXT, NOT_OPENED);
    }
    if (text.startsWith("Not Supported") || text.startsWith("Operation_Not_Supported")) {
      return KmsException.builder(UNSUPPORTED, "the server does not do this: " + text);
    }
    if (text.contains("already exist")) {
      return KmsException.builder(INVALID_ARGUMENT, AlreadyExists.TEXT);
    }
    return KmsException.builder(INVALID_ARGUMENT, "the server refuses the request" + said(text));
  }

  /** How the refusal to create a second key reads, for the one place that looks for it. */
  static final class AlreadyExists {
    static final String TEXT = "a key of this name exists already";

    private AlreadyExists() {}

    static boolean is(KmsException failure) {
      return TEXT.equals(failure.getMessage());
    }
  }
}
