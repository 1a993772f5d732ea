package dev.provisioning.kms.service.cli.io;

import org.jspecify.annotations.Nullable;

/**
 * Which of the three standard streams are terminals.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 */
public record Tty(boolean in, boolean out, boolean err) {
  /** None of them. */
  public static final Tty NONE = new Tty(false, false, false);

  /**
   * Reads what the launcher found: Java 17 cannot ask for one stream alone.
   *
   * @param descriptors the numbers of the streams that are terminals, such as {@code 02}; null if
   *     the launcher was not used
   * @param console whether the JVM has a console, which means input and output
   */
  static Tty of(@Nullable String descriptors, boolean console) {
    return descriptors == null
        ? new Tty(console, console, console)
        : new Tty(
            descriptors.contains("0"), descriptors.contains("1"), descriptors.contains("2"));
  }

  /**
   * Tells whether somebody can be asked and will see the question.
   *
   * @return true if input and errors are terminals
   */
  public boolean canAsk() {
    return in && err;
  }
}
