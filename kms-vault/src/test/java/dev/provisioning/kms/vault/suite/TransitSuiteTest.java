package dev.provisioning.kms.vault.suite;

import static dev.provisioning.kms.vault.suite.Clients.CONTEXT;
import static dev.provisioning.kms.vault.suite.Clients.OTHER;
import static dev.provisioning.kms.vault.suite.Clients.secret;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testbench.vault.VaultBench;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Transit does, on the stand-in and on the real server. */
class TransitSuiteTest {
  @RegisterExtension static final VaultBench VAULT = VaultBench.plain();

  private static Kms open(String key) {
    return Clients.open(VAULT.server(), key);
  }

  @Test
  void encrypt_blob_isWhatVaultsOwnProgramsRead() {
    String key = VAULT.admin().newKey();
    try (Kms kms = open(key)) {
      Ciphertext made = kms.encrypt(secret(), EncryptionContext.empty());
      assertThat(made.keyId()).isEqualTo("transit/" + key);
      assertThat(made.keyVersion()).isEqualTo("1");
      String blob = new String(made.blob(), US_ASCII);
      assertThat(blob).startsWith("vault:v1:");
      Object opened =
          VAULT
              .admin()
              .post("transit/decrypt/" + key, Map.of("ciphertext", blob))
              .data()
              .get("plaintext");
      assertThat(String.valueOf(opened))
          .isEqualTo(java.util.Base64.getEncoder().encodeToString(secret()));
    }
  }

  @Test
  void encrypt_keyThatIsMissing_isNotFoundAndCreatesNone() {
    try (Kms kms = open("misspelt")) {
      Clients.refused(ErrorCode.KEY_NOT_FOUND, () -> kms.encrypt(secret(), CONTEXT));
      Clients.refused(
          ErrorCode.KEY_NOT_FOUND, () -> kms.encrypt(secret(), EncryptionContext.empty()));
      List<KmsResult<Ciphertext>> batch =
          kms.encryptAll(List.of(secret(), secret()), List.of(CONTEXT, EncryptionContext.empty()));
      assertThat(batch).allSatisfy(r -> Clients.refused(ErrorCode.KEY_NOT_FOUND, () -> r.get()));
    }
    assertThat(VAULT.admin().hasKey("misspelt")).isFalse();
  }

  @Test
  void createKey_makesOneThatEncrypts_andDescribesItAgain() {
    try (Kms kms = open("made-by-us")) {
      KeyInfo made = kms.createKey();
      assertThat(made.algorithm()).isEqualTo("aes256-gcm96");
      assertThat(kms.decrypt(kms.encrypt(secret(), CONTEXT), CONTEXT)).isEqualTo(secret());
      assertThat(kms.createKey()).isEqualTo(made);
    }
  }

  @Test
  void createKey_whereADerivedOneIs_isRefused() {
    VAULT.admin().createKey("transit", "derived", Map.of("derived", true));
    try (Kms kms = open("derived")) {
      Clients.refused(ErrorCode.UNSUPPORTED, kms::createKey);
      Clients.refused(ErrorCode.UNSUPPORTED, () -> kms.encrypt(secret(), CONTEXT));
      Clients.refused(
          ErrorCode.UNSUPPORTED, () -> kms.encrypt(secret(), EncryptionContext.empty()));
    }
  }

  @Test
  void rewrap_withAContext_keepsItAndTakesTheNewVersion() {
    String key = VAULT.admin().newKey();
    try (Kms kms = open(key)) {
      Ciphertext old = kms.encrypt(secret(), CONTEXT);
      kms.rotateKey();
      assertThat(kms.needsRewrap(old)).isTrue();
      Ciphertext moved = kms.rewrap(old, CONTEXT);
      assertThat(moved.keyVersion()).isEqualTo("2");
      assertThat(kms.decrypt(moved, CONTEXT)).isEqualTo(secret());
      Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(moved, OTHER));
      Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> kms.rewrap(old, OTHER));
      Clients.refused(
          ErrorCode.INVALID_CIPHERTEXT, () -> kms.rewrap(old, EncryptionContext.empty()));
    }
  }

  @Test
  void rewrap_withoutAContext_takesTheNewVersion() {
    String key = VAULT.admin().newKey();
    try (Kms kms = open(key)) {
      Ciphertext old = kms.encrypt(secret(), EncryptionContext.empty());
      kms.rotateKey();
      Ciphertext moved = kms.rewrap(old, EncryptionContext.empty());
      assertThat(moved.keyVersion()).isEqualTo("2");
      assertThat(kms.decrypt(moved, EncryptionContext.empty())).isEqualTo(secret());
    }
  }

  @Test
  void decrypt_versionThatPolicyForbids_isDisabled() {
    String key = VAULT.admin().newKey();
    try (Kms kms = open(key)) {
      Ciphertext old = kms.encrypt(secret(), CONTEXT);
      kms.rotateKey();
      VAULT.admin().minDecryptionVersion(key, 2);
      Clients.refused(ErrorCode.KEY_DISABLED, () -> kms.decrypt(old, CONTEXT));
      assertThat(kms.describeKey().details()).containsEntry("min_decryption_version", "2");
    }
  }

  @Test
  void rotateKeyEvery_lessThanAnHour_isInvalid() {
    try (Kms kms = open(VAULT.admin().newKey())) {
      Clients.refused(ErrorCode.INVALID_ARGUMENT, () -> kms.rotateKeyEvery(Duration.ofMinutes(59)));
      assertThat(kms.rotateKeyEvery(Duration.ofDays(90)).details())
          .containsEntry("auto_rotate_period", "PT2160H");
    }
  }

  @Test
  void batch_largerThanOneRequest_keepsItsOrder() {
    try (Kms kms = open(VAULT.admin().newKey())) {
      List<byte[]> plaintexts =
          java.util.stream.IntStream.range(0, 400)
              .mapToObj(i -> ("item " + i).getBytes(US_ASCII))
              .toList();
      List<EncryptionContext> contexts = Collections.nCopies(400, CONTEXT);
      List<Ciphertext> made =
          kms.encryptAll(plaintexts, contexts).stream().map(KmsResult::get).toList();
      List<byte[]> opened = kms.decryptAll(made, contexts).stream().map(KmsResult::get).toList();
      for (int i = 0; i < 400; i++) {
        assertThat(opened.get(i)).isEqualTo(plaintexts.get(i));
      }
    }
  }

  @Test
  void batch_badItems_failAloneInOneOfManyKeys() {
    String first = VAULT.admin().newKey();
    String second = VAULT.admin().newKey();
    try (Kms kms = Kms.of(Clients.of(VAULT.server(), first).key("b", second).build())) {
      Ciphertext good = kms.encrypt(secret(), CONTEXT);
      Ciphertext ofAnother = kms.forKey("b").encrypt(secret(), CONTEXT);
      byte[] blob = good.blob();
      blob[blob.length - 5] ^= 1;
      Ciphertext bad = Ciphertext.of("vault", good.keyId(), good.keyVersion(), blob);
      List<KmsResult<byte[]>> opened =
          kms.decryptAll(
              List.of(bad, good, ofAnother, good), List.of(CONTEXT, OTHER, CONTEXT, CONTEXT));
      Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> opened.get(0).get());
      Clients.refused(ErrorCode.INVALID_CIPHERTEXT, () -> opened.get(1).get());
      assertThat(opened.get(2).get()).isEqualTo(secret());
      assertThat(opened.get(3).get()).isEqualTo(secret());
    }
  }

  @Test
  void rsaKey_cannotBindAContext_andIsUnsupported() {
    VAULT.admin().createKey("transit", "rsa", Map.of("type", "rsa-2048"));
    try (Kms kms = open("rsa")) {
      Clients.refused(ErrorCode.UNSUPPORTED, () -> kms.encrypt(secret(), CONTEXT));
    }
  }

  @Test
  void health_ofAWorkingClient_isUp() {
    try (Kms kms = open(VAULT.admin().newKey())) {
      assertThat(kms.health(Duration.ofSeconds(10)).status()).isEqualTo(Health.Status.UP);
    }
  }

  @Test
  void health_withoutKey_mountOrToken_isDownAndSaysWhy() {
    Duration limit = Duration.ofSeconds(10);
    try (Kms kms = open("none-yet")) {
      assertThat(kms.health(limit).reason()).contains("no key transit/none-yet");
    }
    try (Kms kms = Clients.open(VAULT.server(), "k", Clients.token("hvs.unknown"))) {
      assertThat(kms.health(limit).status()).isEqualTo(Health.Status.DOWN);
    }
    try (Kms kms = Kms.of(Clients.of(VAULT.server(), "k").mount("nowhere").build())) {
      assertThat(kms.health(limit).reason()).contains("mount_point");
    }
  }
}
