package dev.provisioning.kms.testbench.cosmian;

import java.util.Locale;

/** Why an operation of a stand-in failed, before an era puts it into its status and words. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The server's own classes of errors; a body begins with their words. */
  enum Kind {
    KMIP("", 422),
    ITEM_NOT_FOUND("Item not found: ", 422),
    INVALID_REQUEST("Invalid Request: ", 422),
    PLACEHOLDER("", 422),
    NOT_SUPPORTED("Not Supported: ", 422),
    DATABASE("Database Error: ", 500),
    CRYPTOGRAPHIC("Cryptographic error: ", 500),
    SERVER("Unexpected server error: ", 500),
    UNAUTHORIZED("Access denied: ", 401),
    ROUTE("Route not supported: ", 404);

    private final String words;
    private final int status;

    Kind(String words, int status) {
      this.words = words;
      this.status = status;
    }
  }

  private final Kind kind;
  private final String reason;
  private final String why;

  private Failure(Kind kind, String reason, String why) {
    super(kind.name().toLowerCase(Locale.ROOT) + " " + reason + ": " + why);
    this.kind = kind;
    this.reason = reason;
    this.why = why;
  }

  static Failure of(Kind kind, String why) {
    return new Failure(kind, "", why);
  }

  /** An error that names a reason of KMIP, such as {@code Permission_Denied}. */
  static Failure kmip(String reason, String why) {
    return new Failure(Kind.KMIP, reason, why);
  }

  static Failure invalidRequest(String why) {
    return of(Kind.INVALID_REQUEST, why);
  }

  static Failure missingField(String name) {
    return kmip("Codec_Error", "missing field `" + name + "`");
  }

  static Failure noIdentifier() {
    return of(Kind.PLACEHOLDER, "This KMIP server does not yet support place holder id");
  }

  /** Anything that fails in the cipher, a wrong tag above all. */
  static Failure cipher(CosmianEra era, String detail) {
    String text = "Error: OpenSSL error. Details: ErrorStack([" + detail + "])";
    return era.atLeast(5, 13)
        ? kmip("Cryptographic_Failure", "CRYPTO: error: " + text)
        : of(Kind.CRYPTOGRAPHIC, "OpenSSL Error: " + text);
  }

  /** A conflict of ids is the client's fault since 5.22 only. */
  static Failure alreadyExists(CosmianEra era) {
    return of(
        Kind.DATABASE,
        era.atLeast(5, 22)
            ? "Ext. store error: one or more objects already exist"
            : "error returned from database: (code: 1555) UNIQUE constraint failed: objects.id");
  }

  int status() {
    return kind == Kind.DATABASE && why.contains("already exist") ? 422 : kind.status;
  }

  /** The whole text, as a bare operation answers it and a batch does for errors without reason. */
  String text(CosmianEra era) {
    if (kind == Kind.KMIP) {
      return reason + ": " + why;
    }
    if (kind == Kind.ROUTE && !era.atLeast(5, 0)) {
      return "Not Supported route: " + why;
    }
    return kind.words + why;
  }

  /** The body of an answer: since 5.22 the server keeps its own faults to itself. */
  String body(CosmianEra era) {
    return status() >= 500 && era.atLeast(5, 22) ? "Internal server error" : text(era);
  }

  /** The reason in a batch; what has none of KMIP's is an operation not supported. */
  String batchReason(CosmianEra era) {
    return switch (kind) {
      case KMIP -> reason;
      case ITEM_NOT_FOUND -> era.atLeast(5, 22) ? "Item_Not_Found" : "Operation_Not_Supported";
      case CRYPTOGRAPHIC ->
          era.atLeast(5, 22) ? "Cryptographic_Failure" : "Operation_Not_Supported";
      case UNAUTHORIZED -> era.atLeast(5, 22) ? "Permission_Denied" : "Operation_Not_Supported";
      default -> "Operation_Not_Supported";
    };
  }

  String batchMessage(CosmianEra era) {
    return batchReason(era).equals("Operation_Not_Supported") ? text(era) : why;
  }
}
