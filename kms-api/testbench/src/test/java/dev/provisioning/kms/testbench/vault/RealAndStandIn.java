package dev.provisioning.kms.testbench.vault;

import dev.provisioning.kms.testbench.ServerLogs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts both servers for a class. */
final class RealAndStandIn implements ServerLogs, BeforeAllCallback, AfterAllCallback {
  private @Nullable VaultProgram real;
  private @Nullable VaultStandIn standIn;

  @Override
  public void beforeAll(ExtensionContext context) {
    real = VaultProgram.start();
    ServerLogs.watch(context, real.process());
    standIn = VaultStandIn.start(VaultProfile.VAULT_1_21);
    real.admin().mountTransit("transit");
    standIn.admin().mountTransit("transit");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (real != null) {
      real.close();
    }
    if (standIn != null) {
      standIn.close();
    }
  }

  VaultServer real() {
    return Objects.requireNonNull(real);
  }

  VaultServer standIn() {
    return Objects.requireNonNull(standIn);
  }
}
