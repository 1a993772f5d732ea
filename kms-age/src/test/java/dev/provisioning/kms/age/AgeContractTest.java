package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.testkit.KmsContract;
import dev.provisioning.kms.testkit.KmsUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgeContractTest extends KmsContract {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

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

  private Ciphertext foreign() {
    try (Kms kms = Kms.of(AgeKms.builder().recipient(other.recipient()).build())) {
      return kms.encrypt(new byte[3], CONTEXT);
    }
  }

  /** Keys of age have no versions: the new key has another id. */
  @Test
  @Override
  public void rotateKey_makesANewVersionOrIsRefused() {
    String before = kms().describeKey().keyId();
    KeyInfo rotated = kms().rotateKey();
    assertThat(rotated.keyId()).isNotEqualTo(before);
    assertThat(kms().describeKey()).isEqualTo(rotated);
  }

  /**
   * A file has several recipients and a header names one of them, so that any recipient may stand
   * there: where the kit expects ACCESS_DENIED, the identities decide, which are here anyway.
   */
  @Test
  @Override
  public void decrypt_ofAKeyThatIsNotAllowed_isRefusedWithoutACall() {
    assertThatThrownBy(() -> kms().decrypt(foreign(), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  /** The same. */
  @Test
  @Override
  public void rewrap_ofAKeyThatIsNotAllowed_isRefusedWithoutACall() {
    assertThatThrownBy(() -> kms().rewrap(foreign(), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  /** The same. */
  @Test
  @Override
  public void decryptAll_withAKeyThatIsNotAllowed_failsThatItemAlone() {
    Ciphertext own = kms().encrypt(new byte[3], CONTEXT);
    List<KmsResult<byte[]>> results =
        kms().decryptAll(List.of(own, foreign(), own), List.of(CONTEXT, CONTEXT, CONTEXT));
    assertThat(results).extracting(KmsResult::succeeded).containsExactly(true, false, true);
    assertThatThrownBy(results.get(1)::get).isInstanceOf(InvalidCiphertextException.class);
  }
}
