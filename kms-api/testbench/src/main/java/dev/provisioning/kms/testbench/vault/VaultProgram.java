package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.FreePort;
import dev.provisioning.kms.testbench.InstalledServer;
import dev.provisioning.kms.testbench.Json;
import dev.provisioning.kms.testbench.Readiness;
import dev.provisioning.kms.testbench.ServerCommand;
import dev.provisioning.kms.testbench.ServerProcess;
import dev.provisioning.kms.testbench.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The real server, with a storage that outlives a restart. */
public final class VaultProgram implements VaultServer {
  private final ServerProcess process;
  private final @Nullable TestAuthority authority;
  private final VaultAdmin admin;
  private final String unsealKey;

  private VaultProgram(@Nullable TestAuthority authority) {
    this.authority = authority;
    this.process = ServerProcess.start(new Command(authority));
    Map<String, Object> made = initialise();
    this.unsealKey = ((List<?>) Objects.requireNonNull(made.get("keys"))).get(0).toString();
    this.admin = new VaultAdmin(address(), String.valueOf(made.get("root_token")), authority);
    unseal();
  }

  /** Starts one that speaks plain HTTP, initialised and unsealed. */
  public static VaultProgram start() {
    return new VaultProgram(null);
  }

  /** Starts one that speaks TLS and asks for client certificates. */
  public static VaultProgram startTls() {
    return new VaultProgram(TestAuthority.create());
  }

  private Map<String, Object> initialise() {
    VaultAnswer answer =
        new VaultAdmin(address(), "none", authority)
            .exchange(
                "PUT",
                "sys/init",
                Json.write(Map.of("secret_shares", 1, "secret_threshold", 1)),
                Map.of());
    return answer.json();
  }

  /** The process, whose log belongs under a test's failure. */
  public ServerProcess process() {
    return process;
  }

  @Override
  public URI address() {
    return URI.create((authority == null ? "http" : "https") + "://127.0.0.1:" + process.port());
  }

  @Override
  public VaultAdmin admin() {
    return admin;
  }

  @Override
  public boolean isReal() {
    return true;
  }

  @Override
  public Optional<TestAuthority> authority() {
    return Optional.ofNullable(authority);
  }

  @Override
  public void kill() {
    process.kill();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public void startAgain() {
    process.startAgain();
    admin.reconnect();
  }

  @Override
  public void unseal() {
    admin.unseal(unsealKey);
  }

  @Override
  public void close() {
    process.close();
    if (authority != null) {
      authority.close();
    }
  }

  /** Its configuration is written anew for each start, with the port that is free then. */
  private record Command(@Nullable TestAuthority authority) implements ServerCommand {
    @Override
    public String name() {
      return "vault";
    }

    @Override
    public List<String> line(int port, Path data) {
      Path file = data.resolve("vault.hcl");
      try {
        Files.writeString(file, configuration(port, data));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Path program = InstalledServer.folder("vault").resolve("vault");
      return List.of(program.toString(), "server", "-config=" + file);
    }

    private String configuration(int port, Path data) {
      String tls =
          authority == null
              ? "tls_disable = true"
              : """
                tls_cert_file = "%s"
                tls_key_file = "%s"
                tls_client_ca_file = "%s"
                """
                  .formatted(
                      authority.server().certificateFile(),
                      authority.server().keyFile(),
                      authority.caFile());
      String scheme = authority == null ? "http" : "https";
      // Nobody else joins, but the server insists.
      int cluster = FreePort.pick();
      return """
          storage "raft" {
            path = "%s"
            node_id = "one"
            performance_multiplier = 1
          }
          listener "tcp" {
            address = "127.0.0.1:%d"
            cluster_address = "127.0.0.1:%d"
            %s
          }
          disable_mlock = true
          api_addr = "%s://127.0.0.1:%d"
          cluster_addr = "https://127.0.0.1:%d"
          """
          .formatted(storage(data), port, cluster, tls, scheme, port, cluster);
    }

    private static Path storage(Path data) {
      try {
        return Files.createDirectories(data.resolve("storage"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Readiness readiness() {
      return port -> {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
          return socket.isConnected();
        }
      };
    }
  }
}
