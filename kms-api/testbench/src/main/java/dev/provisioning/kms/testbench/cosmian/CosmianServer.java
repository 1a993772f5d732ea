package dev.provisioning.kms.testbench.cosmian;

import dev.provisioning.kms.testbench.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * The real {@code cosmian_kms} 5.28.0 as {@code .ci/install-servers cosmian} installs it, with a
 * database of its own.
 */
public final class CosmianServer implements CosmianHost {
  private static final CosmianEra ERA = CosmianEra.V5_28;

  private final Credentials credentials;
  private final ServerProcess process;

  private CosmianServer(Credentials credentials, ServerProcess process) {
    this.credentials = credentials;
    this.process = process;
  }

  /**
   * Starts a server.
   *
   * @param access how it knows its clients
   * @param folder where certificates go, if it has some
   * @return the running server
   * @throws IOException if the certificates cannot be written
   */
  public static CosmianServer start(CosmianAccess access, Path folder) throws IOException {
    Credentials credentials = Credentials.make(access, folder);
    CosmianCommand command = new CosmianCommand(credentials);
    CosmianServer server = new CosmianServer(credentials, ServerProcess.start(command));
    if (access == CosmianAccess.TOKEN) {
      CosmianAdmin.plain(server.address(), ERA, "")
          .importKey(CosmianCommand.TOKEN_KEY, credentials.token());
      command.askForToken();
      server.restart();
    }
    return server;
  }

  @Override
  public URI address() {
    return URI.create(credentials.scheme() + "://127.0.0.1:" + process.port());
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
    return credentials.settings(address(), user);
  }

  @Override
  public CosmianAdmin admin(String user) {
    try {
      return credentials.admin(address(), ERA, user);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Not in good order: for that the server waits half a minute for clients to hang up. */
  @Override
  public void restart() {
    process.kill();
    process.startAgain();
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void start() {
    process.startAgain();
  }

  @Override
  public void close() {
    process.close();
  }
}
