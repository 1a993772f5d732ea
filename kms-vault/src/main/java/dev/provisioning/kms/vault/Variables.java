package dev.provisioning.kms.vault;

import dev.provisioning.kms.spi.KmsConfig;
import java.util.Optional;

/**
 * The environment variables of Vault's own programs, for settings that are left out: OpenBao's name
 * first, as its program does.
 */
final class Variables {
  private Variables() {}

  static Optional<String> of(KmsConfig config, String name) {
    return config.environment("BAO_" + name).or(() -> config.environment("VAULT_" + name));
  }
}
