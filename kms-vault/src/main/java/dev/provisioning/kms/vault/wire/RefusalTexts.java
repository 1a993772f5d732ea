package dev.provisioning.kms.vault.wire;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.List;

/**
 * The texts of status 400, which stand in batch items too. Source: OpenBao, {@code
 * sdk/helper/keysutil/policy.go} and {@code internal/builtin/logical/transit}; the same on Vault.
 */
public final class RefusalTexts {
  private static final List<Row> ROWS =
      List.of(
          new Row("message authentication failed", ErrorCode.INVALID_CIPHERTEXT, NotOpened.TEXT),
          // A standby that has not heard of a rotation yet; for good if a version is made up.
          new Row(
              "version is too new",
              ErrorCode.INVALID_CIPHERTEXT,
              "the server does not know this version of the key"),
          new Row(
              "disallowed by policy (too old)",
              ErrorCode.KEY_DISABLED,
              "the key's min_decryption_version forbids the version of this ciphertext"),
          new Row(
              "invalid ciphertext",
              ErrorCode.INVALID_CIPHERTEXT,
              "the server does not take this for a ciphertext"),
          // Our own guard: it is looked at only when encrypting is about to create the key.
          new Row(
              "convergent encryption requires", ErrorCode.KEY_NOT_FOUND, "there is no such key"),
          new Row("encryption key not found", ErrorCode.KEY_NOT_FOUND, "there is no such key"),
          new Row("key not found", ErrorCode.KEY_NOT_FOUND, "there is no such key"),
          new Row("no existing key named", ErrorCode.KEY_NOT_FOUND, "there is no such key"),
          new Row("soft deleted", ErrorCode.KEY_DISABLED, "the key is deleted and can be restored"),
          new Row("soft-deleted", ErrorCode.KEY_DISABLED, "the key is deleted and can be restored"),
          new Row(
              "missing 'context' for key derivation",
              ErrorCode.UNSUPPORTED,
              "the key is a derived one; this library binds the context as associated data and needs"
                  + " a key with derived=false"),
          new Row(
              "provided for non-AEAD",
              ErrorCode.UNSUPPORTED,
              "the key's type binds no context; use one such as aes256-gcm96"),
          new Row(
              "not supported for key type",
              ErrorCode.UNSUPPORTED,
              "the key's type does not encrypt; use one such as aes256-gcm96"),
          new Row(
              "exceeded maximum number of strings",
              ErrorCode.TOO_LARGE,
              "the server takes fewer texts in one request (max_request_json_strings)"),
          // Vault's, with status 500: of a text, an array, an object.
          new Row(
              "JSON string value exceeds",
              ErrorCode.TOO_LARGE,
              "the server takes no text of that length (max_json_string_value_length)"),
          new Row(
              "exceeds allowed",
              ErrorCode.TOO_LARGE,
              "the server's limits on JSON do not allow so large a request"));

  private RefusalTexts() {}

  private record Row(String part, ErrorCode code, String message) {}

  /** Shared by the rows and by an RSA key's failure, which comes as a 500. */
  private static final class NotOpened {
    static final String TEXT =
        "the server could not open the ciphertext: tampered, of another key, or under another"
            + " context";
  }

  /**
   * Explains a refusal.
   *
   * @param text what the server says
   * @return an exception to be completed
   */
  public static KmsException.Builder of(Said text) {
    for (Row row : ROWS) {
      if (text.contains(row.part())) {
        return KmsException.builder(row.code(), row.message())
            .retryable(text.contains("version is too new"));
      }
    }
    if (text.contains("missing client token")) {
      return KmsException.builder(ErrorCode.UNAUTHENTICATED, "the server got no token");
    }
    if (text.isEmpty()) {
      return KmsException.builder(
          ErrorCode.INVALID_ARGUMENT, "the server refuses the request and does not say why");
    }
    return KmsException.builder(
        ErrorCode.INVALID_ARGUMENT, "the server refuses the request" + text.said());
  }

  /**
   * Explains why an item of a batch failed.
   *
   * @param text what the server says of it
   * @param answer of the batch
   * @return an exception to be completed
   */
  public static KmsException.Builder ofItem(Said text, Answer<?> answer) {
    boolean known = ROWS.stream().anyMatch(row -> text.contains(row.part()));
    KmsException.Builder failure =
        known || !answer.serverFailed()
            ? of(text)
            : KmsException.builder(
                ErrorCode.INTERNAL, "the server failed at this item" + text.said());
    if (!answer.requestId().isEmpty()) {
      failure.requestId(answer.requestId());
    }
    return failure;
  }

  static boolean isLimit(Said text) {
    return text.contains("exceeds allowed");
  }

  static KmsException.Builder notOpened() {
    return KmsException.builder(ErrorCode.INVALID_CIPHERTEXT, NotOpened.TEXT);
  }
}
