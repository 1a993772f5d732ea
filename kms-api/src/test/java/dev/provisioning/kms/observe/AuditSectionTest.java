package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsBuilder;
import dev.provisioning.kms.KmsConfigurationException;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsListener;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testing.FakeKms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code [kms.audit]} in an opened configuration. */
class AuditSectionTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod,row=s3cret");

  @TempDir Path folder;

  private final FakeKms fake = FakeKms.create().withKey("k1");

  private KmsBuilder builder(String... settings) throws IOException {
    Path config = folder.resolve("kms.properties");
    Files.writeString(config, "kms.fake.key_id = k1\n" + String.join("\n", settings) + "\n");
    return fake.builder().config(config);
  }

  private Path file() {
    return folder.resolve("audit.jsonl");
  }

  private AuditVerdict verdict() throws IOException {
    return new AuditVerifier().verify(List.of(file()));
  }

  @Test
  void load_file_recordsEveryOperationAndEndsInACheckpoint() throws IOException {
    AuditHead head;
    try (Kms kms = builder("kms.audit.file = audit.jsonl").connect()) {
      Ciphertext made = kms.encrypt("plain-s3cret".getBytes(StandardCharsets.UTF_8), CONTEXT);
      kms.decrypt(made, CONTEXT);
      assertThatThrownBy(() -> kms.decrypt(made, EncryptionContext.empty()))
          .isInstanceOf(KmsException.class);
      assertThatThrownBy(() -> kms.encrypt(new byte[5000], CONTEXT))
          .isInstanceOf(KmsException.class);
      AuditFile audit = kms.listener(AuditFile.class).orElseThrow();
      assertThat(audit.records()).isEqualTo(4);
      head = audit.head();
    }
    AuditVerdict verdict = new AuditVerifier().head(head).verify(List.of(file()));
    assertThat(verdict.isSound()).isTrue();
    assertThat(verdict.records()).isEqualTo(6);
    assertThat(Files.readString(file()))
        .contains("\"context_keys\":[\"env\",\"row\"]", "\"outcome\":\"invalid_ciphertext\"")
        .contains("\"outcome\":\"too_large\"", "\"reason\":\"stop\"")
        .doesNotContain("s3cret", "prod");
  }

  @Test
  void load_keyFile_writesWithIt() throws IOException {
    Path key = Files.writeString(folder.resolve("audit.key"), "0123456789abcdef".repeat(4) + "\n");
    try (Kms kms =
        builder("kms.audit.file = audit.jsonl", "kms.audit.key_file = audit.key").connect()) {
      kms.describeKey();
    }
    AuditVerifier verifier = new AuditVerifier().key(Secret.ofFile(key));
    assertThat(verifier.verify(List.of(file())).keyChecked()).isTrue();
    assertThat(verifier.verify(List.of(file())).isSound()).isTrue();
  }

  @Test
  void decrypt_recordImpossible_releasesNoPlaintext() throws IOException {
    try (Kms kms = builder("kms.audit.file = audit.jsonl").connect()) {
      Ciphertext made = kms.encrypt(new byte[5], CONTEXT);
      Path away = folder.resolve("away");
      Files.move(file(), away);
      assertThatThrownBy(() -> kms.decrypt(made, CONTEXT))
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("a listener refused the operation: cannot write the audit file");
      Files.move(away, file());
      assertThat(kms.decrypt(made, CONTEXT)).hasSize(5);
    }
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  void decrypt_failOpen_goesOn() throws IOException {
    try (Kms kms =
        builder("kms.audit.file = audit.jsonl", "kms.audit.fail_closed = false").connect()) {
      Ciphertext made = kms.encrypt(new byte[5], CONTEXT);
      Path away = folder.resolve("away");
      Files.move(file(), away);
      assertThat(kms.decrypt(made, CONTEXT)).hasSize(5);
      assertThat(kms.listener(AuditFile.class).orElseThrow().failures()).isEqualTo(1);
      Files.move(away, file());
    }
  }

  @Test
  void listenerOfTheApplication_thatRefuses_keepsNothingOutOfTheAudit() throws IOException {
    KmsListener refusing =
        event -> {
          throw new IllegalStateException();
        };
    try (Kms kms = builder("kms.audit.file = audit.jsonl").listener(refusing).connect()) {
      assertThatThrownBy(() -> kms.encrypt(new byte[5], CONTEXT)).isInstanceOf(KmsException.class);
      assertThat(kms.listener(AuditFile.class).orElseThrow().records()).isEqualTo(1);
    }
  }

  @Test
  void load_logOnly_makesNoFile() throws IOException {
    try (Kms kms = builder("kms.audit.log = true").connect()) {
      kms.describeKey();
      assertThat(kms.listener(AuditLogger.class)).isPresent();
      assertThat(kms.listener(AuditFile.class)).isEmpty();
    }
  }

  @Test
  void load_wrongSettings_areRefusedAndMakeNoFile() throws IOException {
    refused("leaves nothing that is written", "kms.audit.log = false");
    refused("kms.audit.file", "kms.audit.key = 0123456789abcdef0123456789abcdef");
    refused("fail_close", "kms.audit.file = audit.jsonl", "kms.audit.fail_close = true");
    refused("checkpoint_every", "kms.audit.file = a.jsonl", "kms.audit.checkpoint_every = 0");
    refused("an audit key has", "kms.audit.file = a.jsonl", "kms.audit.key = short");
    refused("there is no ", "kms.audit.file = none/a.jsonl");
    assertThat(file()).doesNotExist();
  }

  private void refused(String why, String... settings) throws IOException {
    KmsBuilder builder = builder(settings);
    assertThatThrownBy(builder::connect)
        .isInstanceOf(KmsConfigurationException.class)
        .hasMessageContaining(why);
  }

  @Test
  void load_failsAfterTheFileWasOpened_givesItFree() throws IOException {
    Kms first = builder("kms.audit.file = audit.jsonl").connect();
    refused("writes it", "kms.audit.file = audit.jsonl", "kms.audit.lock_timeout = 1s");
    first.close();
    first.close();
    builder("kms.audit.file = audit.jsonl").connect().close();
    assertThat(verdict().isSound()).isTrue();
  }

  @Test
  @Tag("module")
  void services_classPathAndModule_agree() throws IOException {
    for (var service : Kms.class.getModule().getDescriptor().provides()) {
      assertThat(
              Files.readAllLines(
                  Path.of("src/main/resources/META-INF/services").resolve(service.service())))
          .isEqualTo(service.providers());
    }
  }
}
