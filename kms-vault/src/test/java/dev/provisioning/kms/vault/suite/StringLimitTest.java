package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.testbench.vault.VaultBench;
import dev.provisioning.kms.vault.VaultKms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One JSON text of a request is at most 1 MiB: 786,432 bytes in base64. */
class StringLimitTest {
  private static final int MOST = 786_432;
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  @Test
  void encrypt_asManyBytesAsTheServerTakes_worksAndOneMoreIsTooLarge() {
    String key = VAULT.admin().newKey();
    try (VaultKms backend = Clients.of(VAULT.server(), key).build()) {
      byte[] most = new byte[MOST];
      Ciphertext made = backend.encrypt("transit/" + key, most, EncryptionContext.empty());
      assertThat(made.keyVersion()).isEqualTo("1");
      Clients.refused(
          ErrorCode.TOO_LARGE,
          () -> backend.encrypt("transit/" + key, new byte[MOST + 1], CONTEXT));
    }
  }
}
