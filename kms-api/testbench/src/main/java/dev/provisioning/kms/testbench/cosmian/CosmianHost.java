package dev.provisioning.kms.testbench.cosmian;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * A server for tests: the real one or a stand-in. It listens on a free port of loopback and keeps
 * that port and its keys over restarts.
 */
public interface CosmianHost extends AutoCloseable {
  /** The user of {@link #settings()} on a server with {@link CosmianAccess#CERTIFICATE}. */
  String OWNER = "alice";

  /** A user with a certificate of the same authority, and without any right. */
  String STRANGER = "bob";

  /**
   * Tells whether this run wants the real server, by the system property {@code kms.realServers}.
   *
   * @return true if it does
   */
  static boolean real() {
    return Boolean.getBoolean("kms.realServers");
  }

  /**
   * Starts what this run wants.
   *
   * @param access how it knows its clients
   * @param folder an empty folder for its files
   * @return the running server
   * @throws IOException if it does not start
   */
  static CosmianHost start(CosmianAccess access, Path folder) throws IOException {
    return real()
        ? CosmianServer.start(access, folder)
        : CosmianStandIn.start(CosmianEra.V5_28, access, folder);
  }

  /**
   * Returns the address.
   *
   * @return scheme, host and port
   */
  URI address();

  /**
   * Returns the era whose behaviour this server has.
   *
   * @return the era
   */
  CosmianEra era();

  /**
   * Returns the settings by which a backend reaches this server: {@code server_url}, and what its
   * access asks for.
   *
   * @return names and values
   */
  Map<String, String> settings();

  /**
   * Returns the settings of another user of {@link CosmianAccess#CERTIFICATE}.
   *
   * @param user {@link #OWNER} or {@link #STRANGER}
   * @return names and values
   */
  Map<String, String> settings(String user);

  /**
   * Returns a client that prepares keys.
   *
   * @return the client of the owner
   */
  default CosmianAdmin admin() {
    return admin(OWNER);
  }

  /**
   * Returns a client of one of the users.
   *
   * @param user {@link #OWNER} or {@link #STRANGER}; without certificates all are the same
   * @return the client
   */
  CosmianAdmin admin(String user);

  /**
   * Ends the server and starts it again.
   *
   * @throws IOException if it does not start
   */
  void restart() throws IOException;

  /** Ends the server without any order, as {@code kill -9} does. */
  void kill();

  /**
   * Starts the server after {@link #kill()}, on the same port and keys.
   *
   * @throws IOException if it does not start
   */
  void start() throws IOException;

  /** Ends the server. */
  @Override
  void close();
}
