package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Kills a server when this JVM is gone, however it went: a small shell waits for the end of a pipe
 * that only this JVM holds. A shutdown hook would not see a JVM that was killed, such as by a build
 * that ran out of time.
 */
final class Watchdog implements AutoCloseable {
  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  static Watchdog over(Process server) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(
              "sh", "-c", "read line; kill -9 \"$0\" 2>/dev/null", Long.toString(server.pid()));
      builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      return new Watchdog(builder.start());
    } catch (IOException e) {
      server.destroyForcibly();
      throw new UncheckedIOException(e);
    }
  }

  /** Before the server is stopped: afterwards its process id may be another's. */
  @Override
  public void close() {
    shell.destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        shell.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
