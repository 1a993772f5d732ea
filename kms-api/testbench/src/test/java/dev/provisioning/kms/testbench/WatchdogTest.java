package dev.provisioning.kms.testbench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  /** Starts a server, says its process id and waits to be killed. */
  public static void main(String[] args) throws IOException {
    Process server = new ProcessBuilder("sleep", "600").start();
    Watchdog watchdog = Watchdog.over(server);
    System.out.println(server.pid());
    while (System.in.read() >= 0) {
      Objects.requireNonNull(watchdog);
    }
  }

  @Test
  void server_whenItsJvmIsKilled_endsToo() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WatchdogTest.class.getName())
            .start();
    try (BufferedReader out = jvm.inputReader()) {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(server.isAlive()).isTrue();

      jvm.destroyForcibly();

      server.onExit().get(30, TimeUnit.SECONDS);
      assertThat(server.isAlive()).isFalse();
    }
  }

  @Test
  void server_whenItsWatchdogIsClosed_runsOn() throws Exception {
    Process server = new ProcessBuilder(List.of("sleep", "600")).start();
    try {
      Watchdog.over(server).close();
      assertThat(server.isAlive()).isTrue();
    } finally {
      server.destroyForcibly().waitFor();
    }
  }
}
