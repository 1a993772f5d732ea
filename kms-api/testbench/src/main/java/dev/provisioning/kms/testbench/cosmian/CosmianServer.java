package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real {@code cosmian_kms} 5.28.0 as {@code .ci/install-servers cosmian} installs it, with a
 * database of its own.
 */
public final class CosmianServer implements CosmianHost {
  private static final CosmianEra ERA = CosmianEra.V5_28;
  private static final String TOKEN_KEY = "api-token";

  private final Path folder;
  private final Credentials credentials;
  private final URI address;
  private CosmianProgram program;

  private CosmianServer(Path folder, Credentials credentials) throws IOException {
    this.folder = folder;
    this.credentials = credentials;
    int port = freePort();
    address = URI.create(credentials.scheme() + "://127.0.0.1:" + port);
    if (credentials.access() == CosmianAccess.TOKEN) {
      // The token is a key of the server itself, which is open until it is there.
      program = run(List.of());
      CosmianAdmin.plain(address, ERA, "").importKey(TOKEN_KEY, credentials.token());
      program.stop();
    }
    program = run(accessOptions());
  }

  /**
   * Starts a server.
   *
   * @param access how it knows its clients
   * @param folder an empty folder for its database, log and certificates
   * @return the running server
   * @throws IOException if it is not installed or does not start
   */
  public static CosmianServer start(CosmianAccess access, Path folder) throws IOException {
    Files.createDirectories(folder);
    return new CosmianServer(folder.toAbsolutePath(), Credentials.make(access, folder));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private CosmianProgram run(List<String> options) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--hostname", "127.0.0.1",
                "--port", String.valueOf(address.getPort()),
                "--database-type", "sqlite",
                "--sqlite-path", folder.resolve("database").toString(),
                "--root-data-path", folder.toString()));
    all.addAll(options);
    return CosmianProgram.start(all, folder, address.getPort());
  }

  private List<String> accessOptions() {
    Optional<CosmianCertificates> files = credentials.certificates();
    if (files.isPresent()) {
      return List.of(
          "--tls-cert-file", files.get().certificateFile("server").toAbsolutePath().toString(),
          "--tls-key-file", files.get().keyFile("server").toAbsolutePath().toString(),
          "--clients-ca-cert-file", files.get().authorityFile().toAbsolutePath().toString());
    }
    return credentials.access() == CosmianAccess.TOKEN
        ? List.of("--api-token-id", TOKEN_KEY)
        : List.of();
  }

  @Override
  public URI address() {
    return address;
  }

  @Override
  public CosmianEra era() {
    return ERA;
  }

  @Override
  public Map<String, String> settings() {
    return settings(OWNER);
  }

  @Override
  public Map<String, String> settings(String user) {
    return credentials.settings(address, user);
  }

  @Override
  public CosmianAdmin admin(String user) {
    try {
      return credentials.admin(address, ERA, user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void restart() throws IOException {
    program.stop();
    start();
  }

  @Override
  public void kill() {
    program.kill();
  }

  @Override
  public void start() throws IOException {
    program = run(accessOptions());
  }

  @Override
  public void close() {
    program.kill();
  }
}
