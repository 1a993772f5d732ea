package dev.provisioning.kms.age;

import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testkit.KmsContract;
import dev.provisioning.kms.testkit.KmsUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class AgeContractTest extends KmsContract {
  private final AgeIdentity first = AgeIdentity.generate();
  private final AgeIdentity second = AgeIdentity.generate();
  private final AgeIdentity other = AgeIdentity.generate();
  @TempDir Path folder;

  @Override
  protected KmsUnderTest start() throws IOException {
    Path file = KeyFiles.privateKeys(folder.resolve("key.txt"), first, second);
    Path foreign = KeyFiles.privateKeys(folder.resolve("other.txt"), other);
    return new KmsUnderTest() {
      @Override
      public KmsBackend open() {
        return AgeKms.builder()
            .privateKeyPath(file)
            .allowKey(KeyFiles.id(second), second.recipient())
            .build();
      }

      @Override
      public KmsBackend openOtherKey() {
        return AgeKms.builder().privateKeyPath(foreign).build();
      }

      @Override
      public Optional<String> secondKey() {
        return Optional.of(KeyFiles.id(second));
      }

      @Override
      public Optional<KmsBackend> openEncryptOnly() {
        return Optional.of(AgeKms.builder().recipient(first.recipient()).build());
      }

      @Override
      public Optional<String> uri(int port) {
        return Optional.of("age:" + file);
      }
    };
  }
}
