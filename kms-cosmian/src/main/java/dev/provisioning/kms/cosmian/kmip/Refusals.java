package dev.provisioning.kms.cosmian.kmip;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.util.List;

/** The texts with which the server refuses a request, in bodies as in items of a batch. */
final class Refusals {
  /** The first row whose part is in the text counts. */
  private static final List<Row> ROWS =
      List.of(
          new Row(
              " is in state ",
              ErrorCode.KEY_DISABLED,
              "the state of the key forbids this (a rotated, revoked or destroyed key)"),
          new Row(
              "no key in the keyset could process",
              ErrorCode.KEY_DISABLED,
              "no generation of the key that may decrypt is left"),
          new Row("Access denied", ErrorCode.ACCESS_DENIED, "the server denies this"),
          new Row("Permission_Denied", ErrorCode.ACCESS_DENIED, "the server denies this"),
          new Row(
              "Item not found",
              ErrorCode.KEY_NOT_FOUND,
              "there is no such key, or none of that kind and use"),
          new Row(
              "Item_Not_Found",
              ErrorCode.KEY_NOT_FOUND,
              "there is no such key, or none of that kind and use"),
          new Row(
              "Object_Not_Found",
              ErrorCode.KEY_NOT_FOUND,
              "there is no such key, or none of that kind and use"),
          // Encrypt, up to 5.12.
          new Row("failed to retrieve key", ErrorCode.KEY_NOT_FOUND, "there is no such key"),
          new Row(
              "already exist",
              ErrorCode.ACCESS_DENIED,
              "somebody else's object has this id already"),
          new Row(
              "UNIQUE constraint",
              ErrorCode.ACCESS_DENIED,
              "somebody else's object has this id already"),
          new Row("Not Supported", ErrorCode.UNSUPPORTED, "the server does not support this"),
          new Row(
              "Unsupported algorithm", ErrorCode.UNSUPPORTED, "the server does not support this"));

  private Refusals() {}

  private record Row(String part, ErrorCode code, String message) {}

  /** A key of that id is there already: status 500 before 5.22, in the database's words. */
  static boolean isConflict(String text) {
    return text.contains("already exist") || text.contains("UNIQUE constraint");
  }

  static KmsException.Builder of(String operation, String text) {
    if (text.startsWith("Cryptographic_Failure") || text.startsWith("Cryptographic error")) {
      return operation.equals("Decrypt")
          ? KmipErrors.notOpened()
          : KmsException.builder(
              ErrorCode.INTERNAL, "the server's cryptography failed at " + operation + ": " + text);
    }
    for (Row row : ROWS) {
      if (text.contains(row.part())) {
        return KmsException.builder(row.code(), row.message() + ": " + text);
      }
    }
    return KmsException.builder(
        ErrorCode.INVALID_ARGUMENT, "the server refuses " + operation + ": " + text);
  }
}
