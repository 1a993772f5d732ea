package dev.provisioning.kms.testbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server of its own program, on a port of its own on 127.0.0.1, with a data folder of its own
 * that a restart keeps. Closing it stops the server and deletes the folder; the {@link #log} stays.
 * Safe for use by many threads.
 */
public final class ServerProcess implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int PORTS = 3;

  private final ServerCommand command;
  private final Path data;
  private final ServerLog log;
  private final ReentrantLock lock = new ReentrantLock();
  private int port;
  private @Nullable Running running;

  private record Running(Process process, Watchdog watchdog) {}

  private ServerProcess(ServerCommand command) {
    this.command = command;
    this.data = DataFolder.create(command.name());
    this.log = ServerLog.create(command.name());
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws IllegalStateException with the end of the log, if it stops or does not answer in time
   */
  public static ServerProcess start(ServerCommand command) {
    ServerProcess server = new ServerProcess(command);
    try {
      server.startOnFreePort();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** The port on 127.0.0.1; it stays the same over restarts. */
  public int port() {
    return port;
  }

  /** The server's own folder. */
  public Path data() {
    return data;
  }

  /** What the server writes. */
  public ServerLog log() {
    return log;
  }

  /** Whether the process is there. */
  public boolean isRunning() {
    lock.lock();
    try {
      return running != null && running.process.isAlive();
    } finally {
      lock.unlock();
    }
  }

  /** Asks the server to end, as a service manager does, and waits until it has. */
  public void stop() {
    end(Process::destroy);
  }

  /** Ends the server as {@code kill -9} does: it writes nothing more and closes nothing itself. */
  public void kill() {
    end(Process::destroyForcibly);
  }

  /** Starts a stopped or killed server again, with the same port and data. */
  public void startAgain() {
    lock.lock();
    try {
      if (isRunning()) {
        throw new IllegalStateException(command.name() + " runs");
      }
      launch();
    } finally {
      lock.unlock();
    }
  }

  /** Stops the server and starts it again. */
  public void restart() {
    lock.lock();
    try {
      stop();
      startAgain();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    kill();
    DataFolder.delete(data);
  }

  /** Somebody else may take the port between the look and the start; then another one is tried. */
  private void startOnFreePort() {
    for (int attempt = 1; ; attempt++) {
      port = FreePort.pick();
      try {
        startAgain();
        return;
      } catch (ExitedException e) {
        if (attempt == PORTS) {
          throw e;
        }
      }
    }
  }

  private void launch() {
    List<String> line = command.line(port, data);
    ProcessBuilder builder = new ProcessBuilder(line).directory(data.toFile());
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "");
    environment.clear();
    environment.put("PATH", path);
    environment.put("HOME", data.toString());
    environment.putAll(command.environment(port, data));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()));
    try {
      Process process = builder.start();
      running = new Running(process, Watchdog.over(process));
      awaitReady(process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
  }

  private void awaitReady(Process process) {
    Instant limit = Instant.now().plus(command.patience());
    while (!isReady()) {
      if (!process.isAlive()) {
        throw new ExitedException(describe("ended with status " + process.exitValue()));
      }
      if (Instant.now().isAfter(limit)) {
        throw new IllegalStateException(describe("does not answer"));
      }
      pause();
    }
    // Another server may sit on the port and have answered in this one's place.
    if (!process.isAlive()) {
      throw new ExitedException(describe("ended with status " + process.exitValue()));
    }
  }

  private boolean isReady() {
    try {
      return command.readiness().isReady(port);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void end(Consumer<Process> how) {
    lock.lock();
    try {
      Running ending = running;
      if (ending == null) {
        return;
      }
      running = null;
      ending.watchdog.close();
      how.accept(ending.process);
      if (!ending.process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.process.destroyForcibly();
        ending.process.waitFor();
        throw new IllegalStateException(describe("did not stop in " + STOP));
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      lock.unlock();
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted", e);
  }

  private String describe(String what) {
    return command.name()
        + " on port "
        + port
        + " "
        + what
        + "; "
        + log.file()
        + ":\n"
        + log.tail();
  }

  private static final class ExitedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ExitedException(String message) {
      super(message);
    }
  }
}
