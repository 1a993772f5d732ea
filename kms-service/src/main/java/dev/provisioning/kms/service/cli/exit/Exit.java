package dev.provisioning.kms.service.cli.exit;

import dev.provisioning.kms.ErrorCode;

/** The exit codes, as the README lists them. */
public final class Exit {
  /** Done. */
  public static final int OK = 0;

  /** A defect. */
  public static final int INTERNAL = 1;

  /** Wrong arguments, or a file that cannot be read or written. */
  public static final int USAGE = 2;

  /** The configuration is missing or wrong. */
  public static final int CONFIGURATION = 3;

  /** The key is missing or disabled. */
  public static final int KEY = 4;

  /** Not known, or not allowed. */
  public static final int DENIED = 5;

  /** Tampered, truncated, wrong key or wrong context. */
  public static final int INVALID_CIPHERTEXT = 6;

  /** This backend cannot do that, or the input is too large. */
  public static final int UNSUPPORTED = 7;

  /** The same command can succeed later. */
  public static final int TRANSIENT = 8;

  /** Ctrl-C: 128 and the number of SIGINT, as shells count. */
  public static final int INTERRUPTED = 130;

  /** The reader of standard output went away: 128 and the number of SIGPIPE. */
  public static final int BROKEN_PIPE = 141;

  private Exit() {}

  /**
   * Returns the exit code of an error.
   *
   * @param code the error
   * @return the exit code
   */
  public static int of(ErrorCode code) {
    return switch (code) {
      case INTERNAL -> INTERNAL;
      case INVALID_ARGUMENT -> USAGE;
      case CONFIGURATION -> CONFIGURATION;
      case KEY_NOT_FOUND, KEY_DISABLED -> KEY;
      case UNAUTHENTICATED, ACCESS_DENIED -> DENIED;
      case INVALID_CIPHERTEXT -> INVALID_CIPHERTEXT;
      case UNSUPPORTED, TOO_LARGE -> UNSUPPORTED;
      case THROTTLED, UNAVAILABLE, TIMEOUT -> TRANSIENT;
      case INTERRUPTED -> INTERRUPTED;
    };
  }
}
