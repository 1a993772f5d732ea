package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which key ids in a header select identities at all (design, 11). */
class AgeHeaderSelectionTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final AgeIdentity main = AgeIdentity.generate();
  private final AgeIdentity former = AgeIdentity.generate();
  private final AgeIdentity tenant = AgeIdentity.generate();
  private final AgeIdentity backup = AgeIdentity.generate();
  private final AgeIdentity foreign = AgeIdentity.generate();
  @TempDir Path folder;
  private AgeKms backend;
  private Kms kms;
  private byte[] ofMain;

  @BeforeEach
  void open() throws IOException {
    backend =
        AgeKms.builder()
            .privateKeyPath(KeyFiles.privateKeys(folder.resolve("key.txt"), main, former, tenant))
            .publicKeyPath(KeyFiles.recipients(folder.resolve("public.txt"), main, backup))
            .allowKey("tenant-a", tenant.recipient())
            .build();
    kms = Kms.of(backend);
    ofMain = kms.encrypt(PLAINTEXT, CONTEXT).blob();
  }

  @AfterEach
  void close() {
    kms.close();
  }

  private static Ciphertext named(String keyId, byte[] blob) {
    return Ciphertext.of("age", keyId, "", blob);
  }

  private static void assertCode(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call).extracting(e -> ((KmsException) e).code()).isEqualTo(code);
  }

  private void assertOpensNothing(String keyId, byte[] blob) {
    Ciphertext c = named(keyId, blob);
    assertThat(backend.opens(keyId)).isFalse();
    assertCode(ErrorCode.ACCESS_DENIED, () -> kms.decrypt(c, CONTEXT));
    assertCode(ErrorCode.ACCESS_DENIED, () -> kms.forKey("tenant-a").decrypt(c, CONTEXT));
    assertCode(ErrorCode.INVALID_CIPHERTEXT, () -> backend.decrypt(c, CONTEXT));
    assertCode(
        ErrorCode.INVALID_CIPHERTEXT, () -> backend.rewrap(c, KeyFiles.id(main), CONTEXT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"@2", ".v2", "@0000000001", "/", "*"})
  void decrypt_ownIdWithASuffix_opensNothing(String suffix) {
    assertOpensNothing(KeyFiles.id(main) + suffix, ofMain);
    byte[] ofTenant = kms.forKey("tenant-a").encrypt(PLAINTEXT, CONTEXT).blob();
    assertOpensNothing(KeyFiles.id(tenant) + suffix, ofTenant);
    assertOpensNothing(KeyFiles.id(tenant) + suffix, ofMain);
  }

  @Test
  void decrypt_foreignRecipient_opensNothing() {
    assertOpensNothing(KeyFiles.id(foreign), ofMain);
  }

  @Test
  void decrypt_defaultKeyInATenantsView_isDenied() {
    Ciphertext c = named(KeyFiles.id(main), ofMain);
    assertCode(ErrorCode.ACCESS_DENIED, () -> kms.forKey("tenant-a").decrypt(c, CONTEXT));
    assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void decrypt_recipientOrUnlistedIdentity_opensWithAnyUnlistedIdentity() {
    for (AgeIdentity named : List.of(main, former, backup)) {
      assertThat(backend.opens(KeyFiles.id(named))).isTrue();
      assertThat(kms.decrypt(named(KeyFiles.id(named), ofMain), CONTEXT)).isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void decrypt_listedKey_opensWithItsIdentityAlone() {
    assertThat(backend.opens(KeyFiles.id(tenant))).isTrue();
    assertCode(
        ErrorCode.INVALID_CIPHERTEXT,
        () -> kms.decrypt(named(KeyFiles.id(tenant), ofMain), CONTEXT));
  }

  @Test
  void decrypt_defaultKeyThatIsListedToo_opensWithItsIdentityAlone() throws IOException {
    byte[] ofFormer =
        Age.encryptTo(List.of(former.recipient())).context(CONTEXT).encrypt(PLAINTEXT);
    try (Kms both =
        Kms.of(
            AgeKms.builder()
                .privateKeyPath(folder.resolve("key.txt"))
                .recipient(tenant.recipient())
                .allowKey("tenant-a", tenant.recipient())
                .build())) {
      Ciphertext own = both.encrypt(PLAINTEXT, CONTEXT);
      assertThat(own.keyId()).isEqualTo(KeyFiles.id(tenant));
      assertThat(both.forKey("tenant-a").decrypt(own, CONTEXT)).isEqualTo(PLAINTEXT);
      assertCode(
          ErrorCode.INVALID_CIPHERTEXT,
          () ->
              both.forKey("tenant-a")
                  .decrypt(named(KeyFiles.id(tenant), ofFormer), CONTEXT));
    }
  }
}
