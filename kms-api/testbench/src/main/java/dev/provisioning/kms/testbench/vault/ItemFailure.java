package dev.provisioning.kms.testbench.vault;

/** Why one item of a batch, or the only one of a request, failed. */
final class ItemFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** How the server takes a failure. */
  enum Kind {
    /** Makes the status 400. */
    USER,
    /** Makes the status 500, although a retry cannot help. */
    INTERNAL,
    /** Stays out of the status of a batch: a hole in the server. */
    UNNOTICED
  }

  private final Kind kind;

  ItemFailure(Kind kind, String text) {
    super(text, null, false, false);
    this.kind = kind;
  }

  static ItemFailure user(String text) {
    return new ItemFailure(Kind.USER, text);
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** The refusal of a request with this one item. */
  Refusal refusal() {
    return kind == Kind.INTERNAL ? Refusal.wrapped(500, text()) : Refusal.bad(text());
  }
}
