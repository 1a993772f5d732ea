package dev.provisioning.kms.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backend as applications open it: found by the service loader, from a URI or a file. */
class AgeConfigurationTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("env", "prod");

  private final AgeIdentity own = AgeIdentity.generate();
  private final AgeIdentity tenant = AgeIdentity.generate();
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeKeys() throws IOException {
    file = KeyFiles.privateKeys(folder.resolve("key.txt"), own, tenant);
  }

  @Test
  void connect_uri_opens() {
    try (Kms kms = Kms.connect("age:" + file)) {
      assertThat(kms.decryptText(kms.encryptText("x", CONTEXT), CONTEXT)).isEqualTo("x");
    }
  }

  @Test
  void connect_uriOfAMissingFile_saysHowToMakeOne() {
    assertThatThrownBy(() -> Kms.connect("age:" + folder.resolve("no.txt")))
        .isInstanceOfSatisfying(
            KmsConfigurationException.class,
            e -> {
              assertThat(e.operation()).contains(KmsOperation.CONNECT);
              assertThat(e.backend()).contains("age");
            })
        .hasMessageContainingAll("no.txt", "run: kms keygen");
  }

  @Test
  void connect_misspeltSetting_isRefusedWithASuggestion() {
    assertThatThrownBy(() -> Kms.connect("age:" + file + "?drop-recipient=true"))
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining("drop_recipients");
  }

  @Test
  void load_propertiesWithTenants_relativePathsAndForKey() throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("kms.properties"),
            "kms.environment=dev\nkms.dev_backend=age\nkms.age.private_key_path=key.txt\n"
                + "kms.age.max_plaintext_bytes=100000\nkms.age.keys.tenant-a="
                + tenant.recipient()
                + "\n");
    try (Kms kms = Kms.load(config)) {
      Ciphertext c = kms.forKey("tenant-a").encrypt(new byte[100_000], CONTEXT);
      assertThat(c.keyId()).isEqualTo(KeyFiles.id(tenant));
      assertThat(kms.forKey("tenant-a").decrypt(c, CONTEXT)).hasSize(100_000);
    }
  }

  @Test
  void connect_properties_winOverTheUri() {
    try (Kms kms =
        Kms.builder()
            .uri("age:" + file)
            .properties(Map.of("recipients", own.recipient() + "," + tenant.recipient()))
            .connect()) {
      assertThat(kms.describeKey().details()).containsEntry("recipients", "2");
    }
  }
}
