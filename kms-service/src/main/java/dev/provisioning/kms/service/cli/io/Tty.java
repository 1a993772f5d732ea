package dev.provisioning.kms.service.cli.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * Reads what the launcher found. Java 17 itself cannot ask for one stream alone.
   *
   * @param descriptors the numbers of the streams that are terminals, such as {@code 02}; null if
   *     the launcher was not used
   * @param links where Linux has a link for each stream, for want of the launcher
   */
  static Tty of(@Nullable String descriptors, Path links) {
    return new Tty(
        is("0", descriptors, links), is("1", descriptors, links), is("2", descriptors, links));
  }

  private static boolean is(String number, @Nullable String descriptors, Path links) {
    if (descriptors != null) {
      return descriptors.contains(number);
    }
    try {
      String device = Files.readSymbolicLink(links.resolve(number)).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux: without the launcher nobody is asked anything.
      return false;
    }
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
