package dev.provisioning.kms.vault.suite;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testbench.vault.VaultServer;
import dev.provisioning.kms.vault.VaultKms;
import dev.provisioning.kms.vault.VaultKmsBuilder;
import dev.provisioning.kms.vault.VaultLogin;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Clients of a server of the bench, and what the suites encrypt. */
final class Clients {
  static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,service=api");
  static final EncryptionContext OTHER = EncryptionContext.parse("env=dev,service=api");

  private Clients() {}

  static byte[] secret() {
    return "the provider's API key".getBytes(StandardCharsets.UTF_8);
  }

  static VaultLogin token(String token) {
    return VaultLogin.token(Secret.of(token.toCharArray()));
  }

  static VaultKmsBuilder of(VaultServer server, String key) {
    return VaultKms.builder()
        .address(server.address())
        .login(token(server.admin().rootToken()))
        .keyName(key);
  }

  static Kms open(VaultServer server, String key) {
    return Kms.of(of(server, key).build());
  }

  static Kms open(VaultServer server, String key, VaultLogin login) {
    return Kms.of(of(server, key).login(login).build());
  }

  static KmsException refused(ErrorCode code, ThrowingCallable call) {
    KmsException failure = Assertions.catchThrowableOfType(KmsException.class, call);
    Assertions.assertThat(failure).isNotNull();
    Assertions.assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code);
    return failure;
  }
}
