package dev.provisioning.kms.testbench.vault;

/** Ends a request with an error; the answer has only texts. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;

  private Refusal(int status, String text) {
    super(text, null, false, false);
    this.status = status;
  }

  /** As Go's multierror writes one error. */
  static Refusal wrapped(int status, String text) {
    return new Refusal(status, "1 error occurred:\n\t* " + text + "\n\n");
  }

  static Refusal of(int status, String text) {
    return new Refusal(status, text);
  }

  static Refusal bad(String text) {
    return new Refusal(400, text);
  }

  static Refusal denied() {
    return wrapped(403, "permission denied");
  }

  static Refusal invalidToken() {
    return of(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
  }

  static Refusal unsupportedPath() {
    return wrapped(404, "unsupported path");
  }

  static Refusal unsupportedOperation() {
    return wrapped(405, "unsupported operation");
  }

  /** What a read finds nothing for: 404 with no error at all. */
  static Refusal nothing() {
    return new Refusal(404, "");
  }

  int status() {
    return status;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
