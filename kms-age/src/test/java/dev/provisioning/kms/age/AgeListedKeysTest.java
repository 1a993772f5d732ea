package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of tenants beside the default key, all identities in one file. */
class AgeListedKeysTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final AgeIdentity main = AgeIdentity.generate();
  private final AgeIdentity a = AgeIdentity.generate();
  private final AgeIdentity b = AgeIdentity.generate();
  private final AgeIdentity absent = AgeIdentity.generate();
  @TempDir Path folder;
  private AgeKms backend;
  private Kms kms;

  @BeforeEach
  void open() throws IOException {
    backend =
        AgeKms.builder()
            .privateKeyPath(KeyFiles.privateKeys(folder.resolve("key.txt"), main, a, b))
            .allowKey("tenant-a", a.recipient())
            .allowKey("tenant-b", b.recipient())
            .allowKey("tenant-absent", absent.recipient())
            .build();
    kms = Kms.of(backend);
  }

  @AfterEach
  void close() {
    kms.close();
  }

  private static Ciphertext forged(Ciphertext c, AgeIdentity claimed) {
    return Ciphertext.of("age", KeyFiles.id(claimed), "", c.blob());
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call).extracting(e -> ((KmsException) e).code()).isEqualTo(code);
  }

  @Test
  void encrypt_listedKey_isForItsRecipientAlone() throws IOException {
    Ciphertext c = kms.forKey("tenant-a").encrypt(PLAINTEXT, CONTEXT);
    assertThat(c.keyId()).isEqualTo(KeyFiles.id(a));
    assertThat(Age.decryptWith(List.of(a)).context(CONTEXT).decrypt(c.blob())).isEqualTo(PLAINTEXT);
    assertThatThrownBy(() -> Age.decryptWith(List.of(main, b)).context(CONTEXT).decrypt(c.blob()))
        .isInstanceOf(AgeException.class);
  }

  @Test
  void decrypt_root_opensEveryListedKey() {
    for (String name : List.of("tenant-a", "tenant-b")) {
      Ciphertext c = kms.forKey(name).encrypt(PLAINTEXT, CONTEXT);
      assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
      assertThat(kms.forKey(name).decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void decrypt_otherTenantsHeader_isDenied() {
    Ciphertext ofB = kms.forKey("tenant-b").encrypt(PLAINTEXT, CONTEXT);
    assertCode(ErrorCode.ACCESS_DENIED, () -> kms.forKey("tenant-a").decrypt(ofB, CONTEXT));
  }

  @Test
  void decrypt_otherTenantsBlobUnderAForgedHeader_doesNotOpen() {
    Ciphertext ofB = kms.forKey("tenant-b").encrypt(PLAINTEXT, CONTEXT);
    assertThatThrownBy(() -> kms.forKey("tenant-a").decrypt(forged(ofB, a), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void decrypt_defaultBlobUnderATenantsHeader_doesNotOpen() {
    Ciphertext ofMain = kms.encrypt(PLAINTEXT, CONTEXT);
    assertThatThrownBy(() -> kms.forKey("tenant-a").decrypt(forged(ofMain, a), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void decrypt_tenantsBlobUnderTheDefaultHeader_doesNotOpen() {
    Ciphertext ofB = kms.forKey("tenant-b").encrypt(PLAINTEXT, CONTEXT);
    KmsClient view = kms.forKey(KeyFiles.id(main));
    assertThatThrownBy(() -> view.decrypt(forged(ofB, main), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThatThrownBy(() -> kms.decrypt(forged(ofB, absent), CONTEXT))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void decrypt_tenantsBlobUnderAnUnknownRecipientsHeader_isDenied() {
    Ciphertext ofB = kms.forKey("tenant-b").encrypt(PLAINTEXT, CONTEXT);
    assertCode(
        ErrorCode.ACCESS_DENIED, () -> kms.decrypt(forged(ofB, AgeIdentity.generate()), CONTEXT));
  }

  @Test
  void rewrap_otherTenantsBlobUnderAForgedHeader_doesNotOpen() {
    Ciphertext ofB = kms.forKey("tenant-b").encrypt(PLAINTEXT, CONTEXT);
    assertThatThrownBy(() -> kms.forKey("tenant-a").rewrap(forged(ofB, a), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void decrypt_listedKeyWithoutIdentity_isNotFound() {
    Ciphertext c = kms.forKey("tenant-absent").encrypt(PLAINTEXT, CONTEXT);
    assertCode(ErrorCode.KEY_NOT_FOUND, () -> kms.decrypt(c, CONTEXT));
    assertThat(kms.forKey("tenant-absent").describeKey().details())
        .containsEntry("identity", "not held");
  }

  @Test
  void rotateKey_listedKey_isUnsupported() {
    assertCode(ErrorCode.UNSUPPORTED, () -> kms.forKey("tenant-a").rotateKey());
  }

  @Test
  void rewrap_fromDefaultToTenant_movesIt() {
    Ciphertext moved = backend.rewrap(kms.encrypt(PLAINTEXT, CONTEXT), KeyFiles.id(a), CONTEXT);
    assertThat(moved.keyId()).isEqualTo(KeyFiles.id(a));
    assertThat(kms.forKey("tenant-a").decrypt(moved, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void encrypt_defaultKeyListedToo_keepsAllItsRecipients() throws IOException {
    AgeIdentity backup = AgeIdentity.generate();
    try (Kms both =
        Kms.of(
            AgeKms.builder()
                .privateKeyPath(folder.resolve("key.txt"))
                .publicKeyPath(KeyFiles.recipients(folder.resolve("public.txt"), main, backup))
                .allowKey("main", main.recipient())
                .build())) {
      Ciphertext c = both.forKey("main").encrypt(PLAINTEXT, CONTEXT);
      assertThat(Age.decryptWith(List.of(backup)).context(CONTEXT).decrypt(c.blob()))
          .isEqualTo(PLAINTEXT);
      assertThat(both.forKey("main").decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void decrypt_everyIdentityListed_opensNothingElse() throws IOException {
    try (Kms only =
        Kms.of(
            AgeKms.builder()
                .privateKeyPath(KeyFiles.privateKeys(folder.resolve("a.txt"), a))
                .recipient(main.recipient())
                .allowKey("tenant-a", a.recipient())
                .build())) {
      Ciphertext ofMain = kms.encrypt(PLAINTEXT, CONTEXT);
      assertCode(ErrorCode.KEY_NOT_FOUND, () -> only.decrypt(ofMain, CONTEXT));
      Ciphertext ofA = only.forKey("tenant-a").encrypt(PLAINTEXT, CONTEXT);
      assertThat(only.decrypt(ofA, CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void build_tenantsIdentityFirst_isRefusedWhateverTheLinesSay() throws IOException {
    AgeKmsBuilder builder =
        AgeKms.builder()
            .privateKeyPath(KeyFiles.privateKeys(folder.resolve("order.txt"), a, main))
            .allowKey("tenant-a", a.recipient());
    assertThatThrownBy(builder::build)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(
            "is the key of tenant-a; put it after your own, or set public_key_path");
    builder.recipient(main.recipient()).build().close();
  }

  @Test
  void encrypt_tenantsRecipientFirst_makesAnOwnKeyTheDefault() throws IOException {
    try (Kms mixed =
        Kms.of(
            AgeKms.builder()
                .privateKeyPath(folder.resolve("key.txt"))
                .publicKeyPath(KeyFiles.recipients(folder.resolve("public.txt"), a, main))
                .allowKey("tenant-a", a.recipient())
                .build())) {
      Ciphertext c = mixed.encrypt(PLAINTEXT, CONTEXT);
      assertThat(c.keyId()).isEqualTo(KeyFiles.id(main));
      assertThatThrownBy(() -> mixed.forKey("tenant-a").decrypt(c, CONTEXT))
          .isInstanceOf(KmsException.class);
    }
  }
}
