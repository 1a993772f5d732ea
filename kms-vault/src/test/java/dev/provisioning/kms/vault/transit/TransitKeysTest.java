package dev.provisioning.kms.vault.transit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.vault.FakeTransit;
import dev.provisioning.kms.vault.ScriptedServer;
import dev.provisioning.kms.vault.ScriptedServer.Reply;
import dev.provisioning.kms.vault.ScriptedServer.Request;
import dev.provisioning.kms.vault.VaultKms;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransitKeysTest {
  private static final String KEY = "transit/app";

  private static Reply key(String fields) {
    return new Reply(200, "{\"data\":{\"name\":\"app\"," + fields + ",\"keys\":{\"1\":1}}}");
  }

  private static final Reply GOOD =
      key(
          "\"type\":\"aes256-gcm96\",\"latest_version\":3,\"derived\":false,"
              + "\"supports_encryption\":true,\"min_decryption_version\":2,"
              + "\"min_encryption_version\":0,\"min_available_version\":0,"
              + "\"deletion_allowed\":false,\"exportable\":true,"
              + "\"allow_plaintext_backup\":false,\"auto_rotate_period\":3600");

  @Test
  void describe_key_hasWhatTheServerSays() {
    try (ScriptedServer server = new ScriptedServer(r -> GOOD);
        VaultKms kms = server.client()) {
      KeyInfo info = kms.describeKey(KEY);
      assertThat(info.keyId()).isEqualTo(KEY);
      assertThat(info.state()).isEqualTo(KeyInfo.State.ENABLED);
      assertThat(info.toString()).contains("3", "aes256-gcm96", "PT1H", "min_decryption_version");
      assertThat(server.requests().get(0).method()).isEqualTo("GET");
    }
  }

  @Test
  void describe_softDeleted_isDisabled() {
    Reply deleted = key("\"type\":\"aes256-gcm96\",\"latest_version\":1,\"soft_deleted\":true");
    try (ScriptedServer server = new ScriptedServer(r -> deleted);
        VaultKms kms = server.client()) {
      assertThat(kms.describeKey(KEY).state()).isEqualTo(KeyInfo.State.DISABLED);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"latest_version\":1",
        "\"type\":\"aes256-gcm96\"",
        "\"type\":\"\",\"latest_version\":1",
        "\"type\":1,\"latest_version\":1",
        "\"type\":\"a\",\"latest_version\":0",
        "\"type\":\"a\",\"latest_version\":\"1\"",
        "\"type\":\"a\",\"latest_version\":1.5",
        "\"type\":\"a\",\"latest_version\":1,\"derived\":0",
        "\"type\":\"a\",\"latest_version\":1,\"soft_deleted\":\"no\"",
        "\"type\":\"a\",\"latest_version\":1,\"supports_encryption\":null",
        "\"type\":\"a\",\"latest_version\":1,\"min_decryption_version\":true",
        "\"type\":\"a\",\"latest_version\":1,\"min_encryption_version\":\"x\"",
        "\"type\":\"a\",\"latest_version\":1,\"min_available_version\":[]",
        "\"type\":\"a\",\"latest_version\":1,\"deletion_allowed\":1",
        "\"type\":\"a\",\"latest_version\":1,\"exportable\":{}",
        "\"type\":\"a\",\"latest_version\":1,\"allow_plaintext_backup\":\"true\"",
        "\"type\":\"a\",\"latest_version\":1,\"auto_rotate_period\":\"1h\"",
      })
  void describe_malformedField_isInternal(String fields) {
    try (ScriptedServer server = new ScriptedServer(r -> key(fields));
        VaultKms kms = server.client()) {
      assertThat(failure(() -> kms.describeKey(KEY)).code()).isEqualTo(ErrorCode.INTERNAL);
    }
  }

  @Test
  void describe_missing_saysHowToMakeOne() {
    try (ScriptedServer server = new ScriptedServer(r -> new Reply(404, "{\"errors\":[]}"));
        VaultKms kms = server.client()) {
      KmsException failure = failure(() -> kms.describeKey(KEY));
      assertThat(failure.code()).isEqualTo(ErrorCode.KEY_NOT_FOUND);
      assertThat(failure).hasMessageContaining(KEY).hasMessageContaining("kms create-key");
    }
  }

  @Test
  void encrypt_denied_saysThatTheKeyMayBeMissing() {
    try (ScriptedServer server = new ScriptedServer(r -> FakeTransit.denied());
        VaultKms kms = server.client()) {
      KmsException failure =
          failure(() -> kms.encrypt(KEY, new byte[1], EncryptionContext.empty()));
      assertThat(failure.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
      assertThat(failure).hasMessageContaining("or the key transit/app does not exist");
    }
  }

  @Test
  void create_existing_isDescribedAndNothingSent() {
    try (ScriptedServer server = new ScriptedServer(r -> GOOD);
        VaultKms kms = server.client()) {
      kms.createKey(KEY);
      assertThat(server.requests()).extracting(Request::method).containsExactly("GET");
    }
  }

  @Test
  void create_missing_isMadeAndReadAgain() {
    AtomicBoolean made = new AtomicBoolean();
    try (ScriptedServer server =
            new ScriptedServer(
                r -> {
                  if (r.method().equals("POST")) {
                    made.set(true);
                    return new Reply(204, "");
                  }
                  return made.get() ? GOOD : new Reply(404, "{\"errors\":[]}");
                });
        VaultKms kms = server.client()) {
      assertThat(kms.createKey(KEY).keyId()).isEqualTo(KEY);
      assertThat(server.requests().get(1).path()).isEqualTo("/v1/transit/keys/app");
      assertThat(server.requests().get(1).body()).isEqualTo("{\"type\":\"aes256-gcm96\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"type\":\"aes256-gcm96\",\"derived\":true",
        "\"type\":\"rsa-2048\",\"supports_encryption\":true",
        "\"type\":\"ed25519\",\"supports_encryption\":false",
      })
  void create_existingThatCannotBeUsed_isUnsupported(String fields) {
    try (ScriptedServer server = new ScriptedServer(r -> key("\"latest_version\":1," + fields));
        VaultKms kms = server.client()) {
      assertThat(failure(() -> kms.createKey(KEY)).code()).isEqualTo(ErrorCode.UNSUPPORTED);
    }
  }

  @Test
  void create_missingMount_isConfigurationAndCreatesNothing() {
    try (ScriptedServer server =
            new ScriptedServer(r -> FakeTransit.error(404, "no handler for route x"));
        VaultKms kms = server.client()) {
      assertThat(failure(() -> kms.createKey(KEY)).code()).isEqualTo(ErrorCode.CONFIGURATION);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"data\":{\"type\":1}}", "{\"data\":{}}", "{}", ""})
  void rotate_made_isNoFailureWhateverTheAnswerHolds(String answer) {
    try (ScriptedServer server =
            new ScriptedServer(r -> r.method().equals("GET") ? GOOD : new Reply(200, answer));
        VaultKms kms = server.client()) {
      assertThat(kms.rotateKey(KEY).keyId()).isEqualTo(KEY);
      assertThat(server.requests())
          .extracting(Request::path)
          .containsExactly("/v1/transit/keys/app/rotate", "/v1/transit/keys/app");
    }
  }

  @Test
  void rotate_brokenConnection_isNotRepeated() {
    try (ScriptedServer server = new ScriptedServer(r -> null);
        VaultKms kms = server.client()) {
      assertThat(failure(() -> kms.rotateKey(KEY)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void rotateEvery_interval_isSentInSeconds() {
    try (ScriptedServer server = new ScriptedServer(r -> GOOD);
        VaultKms kms = server.client()) {
      kms.rotateKeyEvery(KEY, Duration.ofHours(1));
      kms.rotateKeyEvery(KEY, Duration.ZERO);
      assertThat(server.requests().get(0).path()).isEqualTo("/v1/transit/keys/app/config");
      assertThat(server.requests().get(0).body()).isEqualTo("{\"auto_rotate_period\":\"3600s\"}");
      assertThat(server.requests().get(2).body()).isEqualTo("{\"auto_rotate_period\":\"0s\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT59M59S", "PT1S", "PT1H0.5S"})
  void rotateEvery_otherInterval_isRefusedBeforeAnythingIsSent(String interval) {
    try (ScriptedServer server = new ScriptedServer(r -> GOOD);
        VaultKms kms = server.client()) {
      assertThat(failure(() -> kms.rotateKeyEvery(KEY, Duration.parse(interval))).code())
          .isEqualTo(ErrorCode.INVALID_ARGUMENT);
      assertThat(server.requests()).isEmpty();
    }
  }

  private static KmsException failure(Runnable operation) {
    return catchThrowableOfType(KmsException.class, operation::run);
  }
}
