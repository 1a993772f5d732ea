package dev.provisioning.kms.service.cli.io;

import dev.provisioning.kms.service.cli.exit.Refusal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;

/** The terminal's echo, off for a while. It comes back also when the person presses Ctrl-C. */
final class Echo {
  private final Thread restore;

  private Echo(PrintStream err) {
    restore =
        new Thread(
            () -> {
              switchOn();
              err.print("\n");
            },
            "kms-echo");
  }

  static Echo off(PrintStream err) throws IOException {
    Echo echo = new Echo(err);
    // First the hook: an interrupt between the two must not leave a silent terminal.
    Runtime.getRuntime().addShutdownHook(echo.restore);
    if (stty("-echo")) {
      return echo;
    }
    echo.on();
    throw Refusal.usage(
        "what is typed here cannot be hidden; use standard input from a file or a pipe");
  }

  void on() {
    switchOn();
    try {
      Runtime.getRuntime().removeShutdownHook(restore);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook has run or runs.
    }
  }

  private static void switchOn() {
    try {
      stty("echo");
    } catch (IOException e) {
      // Nothing is left to try, and the command's own result matters more.
    }
  }

  private static boolean stty(String setting) throws IOException {
    Process stty;
    try {
      stty =
          new ProcessBuilder("stty", setting)
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return false;
    }
    try {
      return stty.waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
