package dev.provisioning.kms.service.cli.check;

import dev.provisioning.kms.service.cli.error.Failure;
import dev.provisioning.kms.service.cli.exit.Exit;

/**
 * One thing that was looked at.
 *
 * @param state whether it is as it should be
 * @param subject what was looked at
 * @param text what was seen, without secrets
 * @param exitCode the exit code that it asks for; 0 unless it is wrong
 */
public record Finding(State state, String subject, String text, int exitCode) {
  /** Whether something is as it should be. */
  public enum State {
    /** As it should be. */
    OK,
    /** Worth a look, though everything in use works. */
    NOTE,
    /** To be mended. */
    WRONG
  }

  static Finding ok(String subject, String text) {
    return new Finding(State.OK, subject, text, Exit.OK);
  }

  static Finding note(String subject, String text) {
    return new Finding(State.NOTE, subject, text, Exit.OK);
  }

  static Finding wrong(String subject, String text) {
    return new Finding(State.WRONG, subject, text, Exit.CONFIGURATION);
  }

  static Finding wrong(String subject, Throwable e) {
    Failure failure = Failure.of(e);
    return new Finding(State.WRONG, subject, failure.message(), failure.exitCode());
  }
}
