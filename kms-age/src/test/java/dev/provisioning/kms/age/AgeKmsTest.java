package dev.provisioning.kms.age;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.InvalidCiphertextException;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One private key file, nothing else. */
class AgeKmsTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,service=api");
  private static final byte[] PLAINTEXT = "api key".getBytes(UTF_8);

  private final AgeIdentity identity = AgeIdentity.generate();
  private final AgeIdentity older = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;
  private AgeKms backend;
  private Kms kms;

  @BeforeEach
  void open() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), identity, older);
    backend = AgeKms.builder().privateKeyPath(file).build();
    kms = Kms.of(backend);
  }

  @AfterEach
  void close() {
    kms.close();
  }

  @Test
  void encrypt_firstIdentity_isTheDefaultKey() {
    Ciphertext c = kms.encrypt(PLAINTEXT, CONTEXT);
    assertThat(c.backend()).isEqualTo("age");
    assertThat(c.keyId()).isEqualTo(KeyFiles.id(identity));
    assertThat(c.keyVersion()).isEmpty();
    assertThat(kms.decrypt(c, CONTEXT)).isEqualTo(PLAINTEXT);
  }

  @Test
  void encrypt_result_isAnAgeFile() throws IOException {
    Ciphertext c = kms.encrypt(PLAINTEXT, EncryptionContext.empty());
    assertThat(Age.decryptWith(List.of(identity)).decrypt(c.blob())).isEqualTo(PLAINTEXT);
  }

  @Test
  void decrypt_anyIdentityOfTheFile_opens() {
    byte[] foreign = Age.encryptTo(List.of(older.recipient())).encrypt(PLAINTEXT);
    Ciphertext c = Ciphertext.of("age", KeyFiles.id(older), "", foreign);
    assertThat(kms.decrypt(c, EncryptionContext.empty())).isEqualTo(PLAINTEXT);
  }

  @Test
  void decrypt_otherContext_failsAndNamesKeysNotValues() {
    Ciphertext c = kms.encrypt(PLAINTEXT, CONTEXT);
    assertInvalid(c, EncryptionContext.parse("env=dev,service=api"), "another encryption context");
    assertInvalid(c, EncryptionContext.empty(), "another encryption context");
    assertThatThrownBy(() -> kms.decrypt(c, EncryptionContext.of("env", "v-dev")))
        .message()
        .contains("env", "service")
        .doesNotContain("v-dev", "prod");
  }

  @Test
  void decrypt_contextWhereNoneIsBound_fails() {
    assertInvalid(
        kms.encrypt(PLAINTEXT, EncryptionContext.empty()), CONTEXT, "another encryption context");
  }

  @Test
  void decrypt_foreignFile_saysThatNoIdentityOpensIt() {
    byte[] foreign = Age.encryptTo(List.of(AgeIdentity.generate().recipient())).encrypt(PLAINTEXT);
    assertInvalid(foreign, "no identity");
  }

  @Test
  void decrypt_damagedFile_saysWhichPart() {
    byte[] blob = kms.encrypt(PLAINTEXT, EncryptionContext.empty()).blob();
    byte[] payload = blob.clone();
    payload[blob.length - 1] ^= 1;
    assertInvalid(payload, "payload");
    assertInvalid("not an age file".getBytes(UTF_8), "no age file");
    assertInvalid("age-encryption.org/v1\n".getBytes(UTF_8), "header of the age file is malformed");
    String header = new String(blob, 0, blob.length - 60, US_ASCII);
    byte[] mac = blob.clone();
    int at = header.indexOf("--- ") + 5;
    mac[at] = (byte) (mac[at] == 'A' ? 'B' : 'A');
    assertInvalid(mac, "changed after it was written");
    assertInvalid("-----BEGIN AGE ENCRYPTED FILE-----\n!\n".getBytes(UTF_8), "text form");
  }

  private void assertInvalid(byte[] blob, String text) {
    assertInvalid(
        Ciphertext.of("age", KeyFiles.id(identity), "", blob), EncryptionContext.empty(), text);
  }

  private void assertInvalid(Ciphertext c, EncryptionContext context, String text) {
    assertThatThrownBy(() -> kms.decrypt(c, context))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining(text)
        .hasCauseInstanceOf(AgeException.class);
  }

  @Test
  void decrypt_headerWithAVersion_isInvalid() {
    byte[] blob = kms.encrypt(PLAINTEXT, CONTEXT).blob();
    Ciphertext c = Ciphertext.of("age", KeyFiles.id(identity), "1", blob);
    assertThatThrownBy(() -> kms.decrypt(c, CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class)
        .hasMessageContaining("version");
  }

  @Test
  void decrypt_keyIdThatIsNoRecipient_isDenied() {
    byte[] blob = kms.encrypt(PLAINTEXT, CONTEXT).blob();
    assertThatThrownBy(() -> kms.decrypt(Ciphertext.of("age", "age1wrong", "", blob), CONTEXT))
        .extracting(e -> ((KmsException) e).code())
        .isEqualTo(ErrorCode.ACCESS_DENIED);
  }

  @Test
  void encrypt_keyIdThatIsNoRecipient_isNotFound() {
    assertThatThrownBy(() -> backend.encrypt("alias/x", PLAINTEXT, CONTEXT))
        .extracting(e -> ((KmsException) e).code())
        .isEqualTo(ErrorCode.KEY_NOT_FOUND);
  }

  @Test
  void capabilities_withAPrivateFile_areThose() {
    assertThat(kms.capabilities())
        .containsExactlyInAnyOrder(
            Capability.OFFLINE, Capability.DECRYPT, Capability.ROTATE_KEY, Capability.CREATE_KEY);
  }

  @Test
  void describeKey_default_countsAndNamesTheFile() {
    KeyInfo info = kms.describeKey();
    assertThat(info.keyId()).isEqualTo(KeyFiles.id(identity));
    assertThat(info.version()).isEmpty();
    assertThat(info.algorithm()).isEqualTo("X25519");
    assertThat(info.details())
        .containsEntry("identities", "2")
        .containsEntry("recipients", "1")
        .containsEntry("private_key_path", file.toString());
  }

  @Test
  void createKey_existingKey_isDescribed() {
    assertThat(kms.createKey()).isEqualTo(kms.describeKey());
  }

  @Test
  void toString_showsNoSecret() {
    assertThat(backend).hasToString("AgeKms[" + file + "]");
    assertThat(kms.toString()).doesNotContainIgnoringCase("secret-key");
  }

  @Test
  void close_twice_thenRefuses() {
    backend.close();
    backend.close();
    assertThatThrownBy(() -> backend.encrypt(KeyFiles.id(identity), PLAINTEXT, CONTEXT))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> backend.defaultKey()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void decrypt_fileOfAgeKeygen_isUnderstood() throws IOException {
    Path made =
        KeyFiles.write(
            folder.resolve("keygen.txt"),
            "rw-------",
            """
            # created: 2026-11-24T08:00:00Z
            # public key: age1kv5el5489760ngnctw3hw4rh0s0hsepe906ayg0tg3dgnr3w343sd7kagx
            AGE-SECRET-KEY-12RMGXHT232XK9D42Z7MX9M8YEFQTFXLEJGYC7PZKH9QDLHA8ZE9SYM7G0H
            """);
    try (Kms other = Kms.of(AgeKms.builder().privateKeyPath(made).build())) {
      assertThat(other.describeKey().keyId())
          .isEqualTo("age1kv5el5489760ngnctw3hw4rh0s0hsepe906ayg0tg3dgnr3w343sd7kagx");
    }
  }
}
