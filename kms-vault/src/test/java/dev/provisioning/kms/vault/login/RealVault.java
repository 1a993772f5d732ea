package dev.provisioning.kms.vault.login;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.provisioning.kms.spi.http.HttpCall;
import dev.provisioning.kms.spi.http.HttpReply;
import dev.provisioning.kms.spi.http.HttpSettings;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.wire.VaultJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real server in development mode, with TLS, so that certificates can log in. */
final class RealVault implements AutoCloseable {
  private final Process process;
  private final Path folder;
  private final int port;
  private final HttpTransport transport;

  RealVault(Path folder) throws IOException {
    this.folder = folder;
    this.port = freePort();
    List<String> command =
        List.of(
            program().toString(),
            "server",
            "-dev",
            "-dev-tls",
            "-dev-tls-cert-dir=" + folder,
            "-dev-listen-address=127.0.0.1:" + port,
            "-dev-no-store-token");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("VAULT_"));
    builder.environment().putAll(Map.of("VAULT_DEV_ROOT_TOKEN_ID", "root", "HOME", "" + folder));
    process = builder.start();
    try {
      awaitReady();
      transport = HttpTransport.open(settings().build());
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Path program() {
    String cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(c -> !c.isEmpty())
            .orElse(System.getProperty("user.home") + "/.cache");
    Path program = Path.of(cache, "kms-test-servers", "vault-1.21.0", "vault");
    assertThat(program).as("run .ci/install-servers vault").isExecutable();
    return program;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The last line of what it writes before it serves; what follows goes unread, but is drained. */
  private void awaitReady() throws IOException {
    BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      lines.add(line);
      if (line.contains("Development mode should NOT be used in production")) {
        Thread drain = new Thread(() -> log.lines().forEach(rest -> {}), "vault-log");
        drain.setDaemon(true);
        drain.start();
        return;
      }
    }
    throw new IOException("the server has ended: " + lines);
  }

  HttpSettings.Builder settings() {
    return HttpSettings.builder(List.of(URI.create("https://127.0.0.1:" + port)))
        .caFile(folder.resolve("vault-ca.pem"));
  }

  HttpTransport transport() {
    return transport;
  }

  /** Asks as root; texts of the answer by name, whatever object they stand in. */
  Map<String, String> root(String method, String path, String json) {
    return root(method, path, json, "");
  }

  Map<String, String> root(String method, String path, String json, String wrapFor) {
    HttpCall.Builder call = HttpCall.of(method, "/v1/" + path).header("X-Vault-Token", "root");
    if (!json.isEmpty()) {
      call.body(json.getBytes(StandardCharsets.UTF_8), "application/json");
    }
    if (!wrapFor.isEmpty()) {
      call.header("X-Vault-Wrap-TTL", wrapFor);
    }
    try (HttpReply reply = transport.send(call.build())) {
      String said = new String(reply.body(), StandardCharsets.UTF_8);
      assertThat(reply.status()).as(path + " " + said).isBetween(200, 299);
      return reply.body().length == 0 ? Map.of() : texts(reply.body());
    }
  }

  static Map<String, String> texts(byte[] body) {
    Map<String, String> texts = new java.util.HashMap<>();
    try {
      VaultJson.document(body, (name, json) -> collect(name, json, texts));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return texts;
  }

  private static void collect(String name, JsonParser json, Map<String, String> texts)
      throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      VaultJson.object(json, (inner, value) -> collect(inner, value, texts));
    } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
      texts.put(name, json.getText());
    }
  }

  /** It keeps everything in memory, so that nothing is lost. */
  @Override
  public void close() {
    transport.close();
    process.destroyForcibly().onExit().join();
  }
}
