package dev.provisioning.kms.service.cli.migrate;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.service.cli.error.Failure;
import dev.provisioning.kms.service.cli.exit.Exit;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Why a file or a line was not moved.
 *
 * @param code an error code in lower case, or {@code file}
 * @param exitCode one of {@link Exit}
 * @param message one line without secrets
 * @param outage whether the next file will most likely fail for the same reason
 */
public record Trouble(String code, int exitCode, String message, boolean outage) {
  /** The worst first: what the next run can mend by itself comes last. */
  private static final List<Integer> SEVERITY =
      List.of(
          Exit.INTERRUPTED,
          Exit.INTERNAL,
          Exit.CONFIGURATION,
          Exit.DENIED,
          Exit.KEY,
          Exit.INVALID_CIPHERTEXT,
          Exit.UNSUPPORTED,
          Exit.USAGE,
          Exit.TRANSIENT,
          Exit.OK);

  static Trouble of(Throwable e) {
    Failure failure = Failure.of(e);
    return new Trouble(code(e, failure), failure.exitCode(), failure.message(), isOutage(e));
  }

  private static String code(Throwable e, Failure failure) {
    if (e instanceof KmsException kms) {
      return kms.code().name().toLowerCase(Locale.ROOT);
    }
    return switch (failure.exitCode()) {
      case Exit.INVALID_CIPHERTEXT -> "invalid_ciphertext";
      case Exit.UNSUPPORTED -> "unsupported";
      case Exit.INTERRUPTED -> "interrupted";
      default -> e instanceof IOException ? "file" : "internal";
    };
  }

  /** A token that has expired will not come back for the next file either. */
  private static boolean isOutage(Throwable e) {
    return e instanceof KmsException kms
        && (kms.isRetryable()
            || kms.code() == ErrorCode.UNAVAILABLE
            || kms.code() == ErrorCode.UNAUTHENTICATED);
  }

  /** The more severe of two exit codes. */
  static int worse(int one, int other) {
    return SEVERITY.indexOf(one) <= SEVERITY.indexOf(other) ? one : other;
  }
}
