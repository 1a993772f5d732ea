package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.InstalledServer;
import dev.provisioning.kms.testbench.Readiness;
import dev.provisioning.kms.testbench.ServerCommand;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How {@code cosmian_kms} is started: its options are all it reads, on SQLite in its folder. */
final class CosmianCommand implements ServerCommand {
  /** The id of the key whose bytes are the API token. */
  static final String TOKEN_KEY = "api-token";

  private final Credentials credentials;
  private final Path home = InstalledServer.folder("cosmian");
  private volatile boolean asksForToken;

  CosmianCommand(Credentials credentials) {
    this.credentials = credentials;
  }

  /** From the next start on; the token is a key of the server itself, so it must be there. */
  void askForToken() {
    asksForToken = true;
  }

  @Override
  public String name() {
    return "cosmian";
  }

  @Override
  public List<String> line(int port, Path data) {
    List<String> line = new ArrayList<>();
    line.add(home.resolve("cosmian_kms").toString());
    line.addAll(List.of("--hostname", "127.0.0.1", "--port", String.valueOf(port)));
    line.addAll(List.of("--database-type", "sqlite"));
    line.addAll(List.of("--sqlite-path", data.resolve("database").toString()));
    line.addAll(List.of("--root-data-path", data.toString()));
    if (asksForToken) {
      line.addAll(List.of("--api-token-id", TOKEN_KEY));
    }
    Optional<CosmianCertificates> files = credentials.certificates();
    if (files.isPresent()) {
      line.addAll(List.of("--tls-cert-file", absolute(files.get().certificateFile("server"))));
      line.addAll(List.of("--tls-key-file", absolute(files.get().keyFile("server"))));
      line.addAll(List.of("--clients-ca-cert-file", absolute(files.get().authorityFile())));
    }
    return line;
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().toString();
  }

  /** The FIPS build without OpenSSL's FIPS module: see {@code .ci/install-servers}. */
  @Override
  public Map<String, String> environment(int port, Path data) {
    return Map.of(
        "OPENSSL_CONF", home.resolve("openssl.cnf").toString(),
        "OPENSSL_MODULES", home.resolve("mods").toString());
  }

  /** It listens when it is ready, not before. */
  @Override
  public Readiness readiness() {
    return port -> {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      }
    };
  }
}
