package dev.provisioning.kms.testbench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How to start one kind of server; {@link ServerProcess#start} does it. */
public interface ServerCommand {
  /** The name in the log file's name and in messages. */
  String name();

  /**
   * The program and its arguments. Called again for every start, so it may write configuration
   * files.
   *
   * @param port the port to listen on, on 127.0.0.1
   * @param data the server's own folder, which outlives a restart
   */
  List<String> line(int port, Path data);

  /** The environment beside PATH and HOME; nothing else of the test's own reaches the server. */
  default Map<String, String> environment(int port, Path data) {
    return Map.of();
  }

  /** Asks whether the server answers. */
  Readiness readiness();

  /** How long the server may take until it answers. */
  default Duration patience() {
    return Duration.ofSeconds(60);
  }
}
