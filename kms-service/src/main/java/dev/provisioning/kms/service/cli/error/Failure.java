package dev.provisioning.kms.service.cli.error;

import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.age.AgeException;
import dev.provisioning.kms.service.cli.exit.Exit;
import dev.provisioning.kms.service.cli.exit.Refusal;
import dev.provisioning.kms.service.cli.io.ResultStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.InvalidPathException;

/**
 * What a command that failed says and returns.
 *
 * @param exitCode one of {@link Exit}
 * @param message one line; empty if nothing is to be said
 */
public record Failure(int exitCode, String message) {
  /**
   * Finds the words for an exception.
   *
   * @param e what a command threw
   * @return what to say and to return
   */
  public static Failure of(Throwable e) {
    if (e instanceof Refusal refusal) {
      return new Failure(refusal.exitCode(), refusal.getMessage());
    }
    if (e instanceof KmsException kms) {
      String request = kms.requestId().map(id -> " (request id " + id + ")").orElse("");
      return new Failure(Exit.of(kms.code()), kms.getMessage() + request);
    }
    if (e instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return of(unchecked.getCause());
    }
    if (e instanceof InvalidPathException) {
      return new Failure(Exit.USAGE, "a file name has characters that this system does not allow");
    }
    return e instanceof IOException io ? ofIo(io) : defect(e);
  }

  private static Failure ofIo(IOException e) {
    if (e instanceof ResultStream.Failed out && out.isBrokenPipe()) {
      return new Failure(Exit.BROKEN_PIPE, "");
    }
    if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
      return new Failure(Exit.INTERRUPTED, "interrupted");
    }
    return e instanceof AgeException
        ? new Failure(Exit.INVALID_CIPHERTEXT, String.valueOf(e.getMessage()))
        : new Failure(Exit.USAGE, FileTrouble.of(e));
  }

  /** The text of a foreign exception may hold anything; its class cannot. */
  private static Failure defect(Throwable e) {
    return new Failure(
        Exit.INTERNAL, "internal error: " + e.getClass().getName() + "; --verbose shows more");
  }
}
