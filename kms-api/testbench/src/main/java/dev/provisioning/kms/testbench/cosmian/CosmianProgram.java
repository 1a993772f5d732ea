package dev.provisioning.kms.testbench.cosmian;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The program {@code cosmian_kms} as a process, with its log in the folder it runs in. */
final class CosmianProgram {
  private static final String NAME = "cosmian-5.28.0";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Process process;

  private CosmianProgram(Process process) {
    this.process = process;
  }

  private static Path installation() {
    Path cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(v -> !v.isEmpty())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    Path home = cache.resolve("kms-test-servers").resolve(NAME);
    if (!Files.isExecutable(home.resolve("cosmian_kms"))) {
      throw new IllegalStateException(
          "no " + home + "/cosmian_kms; run .ci/install-servers cosmian");
    }
    return home;
  }

  static CosmianProgram start(List<String> options, Path folder, int port) throws IOException {
    Path home = installation();
    List<String> command = new ArrayList<>();
    command.add(home.resolve("cosmian_kms").toString());
    command.addAll(options);
    File log = folder.resolve("server.log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("KMS_") || name.startsWith("COSMIAN_"));
    environment.put("OPENSSL_CONF", home.resolve("openssl.cnf").toString());
    environment.put("OPENSSL_MODULES", home.resolve("mods").toString());
    CosmianProgram program = new CosmianProgram(builder.start());
    program.awaitPort(port, log);
    return program;
  }

  private void awaitPort(int port, File log) throws IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!listens(port)) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        kill();
        throw new IOException("the server does not start: " + Files.readString(log.toPath()));
      }
      pause();
    }
  }

  private void pause() throws IOException {
    try {
      process.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** In good order. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** As {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }
}
