package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.ServerLogs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Vault for the tests of one class, with the Transit engine mounted: the stand-in, or the real
 * server where the system property {@code kms.realServers} is true. Registered in a static field.
 */
public final class VaultBench implements ServerLogs, BeforeAllCallback, AfterAllCallback {
  private final boolean tls;
  private @Nullable VaultServer server;

  private VaultBench(boolean tls) {
    this.tls = tls;
  }

  /** One that speaks plain HTTP. */
  public static VaultBench plain() {
    return new VaultBench(false);
  }

  /** One that speaks TLS and asks for client certificates. */
  public static VaultBench tls() {
    return new VaultBench(true);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    VaultServer started = Boolean.getBoolean("kms.realServers") ? real(context) : standIn();
    started.admin().mountTransit("transit");
    server = started;
  }

  private VaultServer real(ExtensionContext context) {
    VaultProgram program = tls ? VaultProgram.startTls() : VaultProgram.start();
    ServerLogs.watch(context, program.process());
    return program;
  }

  private VaultServer standIn() {
    return tls
        ? VaultStandIn.startTls(VaultProfile.VAULT_1_21)
        : VaultStandIn.start(VaultProfile.VAULT_1_21);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    server().close();
  }

  /** The running server. */
  public VaultServer server() {
    return Objects.requireNonNull(server, "the class has not begun");
  }

  /** Prepares it. */
  public VaultAdmin admin() {
    return server().admin();
  }
}
