package dev.provisioning.kms.testbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessTest {
  @Test
  void start_aServer_answersOnItsPortWithItsOwnEnvironmentOnly() throws Exception {
    try (ServerProcess server = ServerProcess.start(new TinyServer.Command(List.of()))) {
      String answer = TinyServer.ask(server.port());

      assertThat(answer).contains("TINY_PORT=" + server.port(), "HOME=" + server.data());
      assertThat(answer).doesNotContain("MAVEN");
      assertThat(server.log().text()).contains("start number 1");
    }
  }

  @Test
  void restart_afterAStop_keepsPortDataAndLog() throws Exception {
    try (ServerProcess server = ServerProcess.start(new TinyServer.Command(List.of()))) {
      int port = server.port();

      server.restart();

      assertThat(server.port()).isEqualTo(port);
      assertThat(TinyServer.ask(port)).startsWith("2 ");
      assertThat(server.log().find(Pattern.compile("start number (\\d)"))).isEqualTo("2");
      assertThat(server.log().text()).contains("start number 1");
    }
  }

  @Test
  void kill_aRunningServer_leavesNobodyOnThePortUntilItStartsAgain() throws Exception {
    try (ServerProcess server = ServerProcess.start(new TinyServer.Command(List.of()))) {
      server.kill();

      assertThat(server.isRunning()).isFalse();
      assertThatThrownBy(() -> TinyServer.ask(server.port())).isInstanceOf(IOException.class);
      server.startAgain();
      assertThat(TinyServer.ask(server.port())).startsWith("2 ");
    }
  }

  @Test
  void startAgain_aRunningServer_isRefused() {
    try (ServerProcess server = ServerProcess.start(new TinyServer.Command(List.of()))) {
      assertThatThrownBy(server::startAgain).hasMessage("tiny runs");
      assertThat(server.isRunning()).isTrue();
    }
  }

  @Test
  void close_aServer_endsItDeletesItsDataAndKeepsItsLog() {
    ServerProcess server = ServerProcess.start(new TinyServer.Command(List.of()));

    server.close();
    server.close();

    assertThat(server.isRunning()).isFalse();
    assertThat(server.data()).doesNotExist();
    assertThat(server.log().file()).exists();
  }

  @Test
  void start_aServerThatEnds_failsWithItsLastWords() {
    TinyServer.Command command = new TinyServer.Command(List.of("die"));

    assertThatThrownBy(() -> ServerProcess.start(command))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll("tiny", "ended with status 7", "last words");
  }

  @Test
  void folder_ofAServerThatIsNotInstalled_saysWhatToRun(@TempDir Path home) {
    assertThatThrownBy(
            () -> InstalledServer.folder("vault", Map.of("XDG_CACHE_HOME", home.toString())))
        .hasMessageContaining("run .ci/install-servers vault");
  }
}
