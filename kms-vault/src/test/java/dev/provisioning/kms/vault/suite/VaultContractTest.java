package dev.provisioning.kms.vault.suite;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testbench.vault.VaultBench;
import dev.provisioning.kms.testkit.KmsContract;
import dev.provisioning.kms.testkit.KmsUnderTest;
import dev.provisioning.kms.vault.VaultKms;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class VaultContractTest extends KmsContract {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  @Override
  protected KmsUnderTest start() {
    String first = VAULT.admin().newKey();
    String second = VAULT.admin().newKey();
    String other = VAULT.admin().newKey();
    VAULT
        .admin()
        .policy(
            "encrypt-" + first,
            "path \"transit/encrypt/" + first + "\" { capabilities = [\"update\"] }");
    return new KmsUnderTest() {
      @Override
      public KmsBackend open() {
        return Clients.of(VAULT.server(), first).key("second", second).build();
      }

      @Override
      public KmsBackend openOtherKey() {
        return Clients.of(VAULT.server(), other).build();
      }

      @Override
      public Optional<String> secondKey() {
        return Optional.of("transit/" + second);
      }

      @Override
      public boolean rotate() {
        VAULT.admin().rotate(first);
        return true;
      }

      @Override
      public Optional<KmsBackend> openFailing(ErrorCode code) {
        return switch (code) {
          case KEY_NOT_FOUND -> Optional.of(Clients.of(VAULT.server(), "no-such-key").build());
          case UNAUTHENTICATED ->
              Optional.of(
                  Clients.of(VAULT.server(), first).login(Clients.token("hvs.unknown")).build());
          case ACCESS_DENIED ->
              Optional.of(
                  Clients.of(VAULT.server(), first)
                      .login(Clients.token(VAULT.admin().token("default")))
                      .build());
          case CONFIGURATION ->
              Optional.of(Clients.of(VAULT.server(), first).mount("nowhere").build());
          case UNAVAILABLE ->
              Optional.of(
                  VaultKms.builder()
                      .address(URI.create("http://127.0.0.1:1"))
                      .login(Clients.token("hvs.any"))
                      .keyName(first)
                      .build());
          default -> Optional.empty();
        };
      }

      @Override
      public Optional<String> uri(int port) {
        return Optional.of("vault:transit/app?token-env=PATH&server-url=http://127.0.0.1:" + port);
      }
    };
  }
}
