package dev.provisioning.kms.service.cli.exit;

/** What the command line itself refuses, with its exit code and one line for people. */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit code that goes with it. */
  private final int exitCode;

  private Refusal(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /**
   * Refuses arguments or files.
   *
   * @param message one line, without anything that might be a secret
   * @return the exception to throw
   */
  public static Refusal usage(String message) {
    return new Refusal(Exit.USAGE, message);
  }

  /**
   * Refuses for want of a configuration.
   *
   * @param message one line
   * @return the exception to throw
   */
  public static Refusal configuration(String message) {
    return new Refusal(Exit.CONFIGURATION, message);
  }

  /**
   * Refuses an input that is no ciphertext.
   *
   * @param message one line
   * @return the exception to throw
   */
  public static Refusal invalidCiphertext(String message) {
    return new Refusal(Exit.INVALID_CIPHERTEXT, message);
  }

  /**
   * Refuses what this backend cannot do, or is too large.
   *
   * @param message one line
   * @return the exception to throw
   */
  public static Refusal unsupported(String message) {
    return new Refusal(Exit.UNSUPPORTED, message);
  }

  /**
   * Returns the exit code.
   *
   * @return one of {@link Exit}
   */
  public int exitCode() {
    return exitCode;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
