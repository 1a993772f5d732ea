package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.TestAuthority;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Vault that a test may do with what it likes: the real one, or the stand-in. Prepared by its
 * {@link #admin}.
 */
public interface VaultServer extends AutoCloseable {
  /** Where it listens, such as {@code http://127.0.0.1:18200}; it stays the same. */
  URI address();

  /** Prepares it, as the holder of the root token. */
  VaultAdmin admin();

  /** Whether it is the real server. */
  boolean isReal();

  /** The certificates of a server that speaks TLS. */
  Optional<TestAuthority> authority();

  /** Ends it with {@code kill -9}; what it has stored stays, if it stores anything. */
  void kill();

  /** Ends it as a service manager does. */
  void stop();

  /** Starts it again after a stop or a kill; it is sealed then, as Vault is. */
  void startAgain();

  /** Opens the seal and waits until the server is active. */
  void unseal();

  /** Seals it. */
  default void seal() {
    admin().seal();
  }

  /** Stops it, starts it again and opens the seal. */
  default void restart() {
    stop();
    startAgain();
    unseal();
  }

  /** The CA file for a client's configuration; empty without TLS. */
  default Optional<Path> caFile() {
    return authority().map(TestAuthority::caFile);
  }

  @Override
  void close();
}
