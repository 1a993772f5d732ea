package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static dev.provisioning.kms.cosmian.suite.Opened.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys that are missing, not active yet, revoked or destroyed, and contexts that are wrong. */
@ExtendWith(CosmianHosts.class)
class KeyStatesTest {
  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  private final CosmianHost host;
  private final String key = CosmianHosts.freshKey();

  KeyStatesTest(CosmianHost host) {
    this.host = host;
  }

  @Test
  void decrypt_inAnotherContext_isInvalid_andNamesTheKeysOfBoth() {
    host.admin().createKey(key);
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      KmsException refusal =
          Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
      assertThat(refusal).hasMessageContaining("env, service");
      assertThat(refusal.isRetryable()).isFalse();
    }
  }

  @Test
  void encrypt_withAMissingKey_doesNotCreateIt() {
    try (Kms kms = Opened.on(host, key)) {
      Refused.with(ErrorCode.KEY_NOT_FOUND, () -> kms.encrypt(SECRET, CONTEXT));
      Refused.with(ErrorCode.KEY_NOT_FOUND, kms::describeKey);
      assertThat(kms.health(Duration.ofSeconds(5)).status()).isNotEqualTo(Health.Status.UP);
      assertThat(kms.createKey().state()).isEqualTo(KeyInfo.State.ENABLED);
      assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
    }
  }

  @Test
  void encrypt_withAKeyThatIsNotActive_isRefused() {
    host.admin().createInactiveKey(key);
    try (Kms kms = Opened.on(host, key)) {
      Refused.with(ErrorCode.KEY_DISABLED, () -> kms.encrypt(SECRET, CONTEXT));
      assertThat(kms.describeKey().state()).isEqualTo(KeyInfo.State.DISABLED);
    }
  }

  @Test
  void revokedKey_encryptsNoMore_andStillDecrypts() {
    host.admin().createKey(key);
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      host.admin().revoke(key);
      Refused.with(ErrorCode.KEY_DISABLED, () -> kms.encrypt(SECRET, CONTEXT));
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
      assertThat(kms.describeKey().state()).isEqualTo(KeyInfo.State.DISABLED);
      assertThat(kms.health(Duration.ofSeconds(5)).status()).isNotEqualTo(Health.Status.UP);
    }
  }

  @Test
  void compromisedKey_encryptsNoMore_andStillDecrypts() {
    host.admin().createKey(key);
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      host.admin().compromise(key);
      Refused.with(ErrorCode.KEY_DISABLED, () -> kms.encrypt(SECRET, CONTEXT));
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
    }
  }

  @Test
  void destroyedKey_isOfNoUse() {
    host.admin().createKey(key);
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      host.admin().revoke(key);
      host.admin().destroy(key);
      assertGone(Refused.any(() -> kms.encrypt(SECRET, CONTEXT)));
      assertGone(Refused.any(() -> kms.decrypt(made, CONTEXT)));
      assertThat(kms.describeKey().state()).isEqualTo(KeyInfo.State.DESTROYED);
    }
  }

  /** The server says it in different words to encrypting and decrypting. */
  private static void assertGone(KmsException refusal) {
    assertThat(refusal.code())
        .as(refusal.toString())
        .isIn(ErrorCode.KEY_DISABLED, ErrorCode.KEY_NOT_FOUND);
    assertThat(refusal.isRetryable()).isFalse();
  }

  @Test
  void createKey_ofAnExistingKey_keepsIt() {
    host.admin().createKey(key);
    try (Kms kms = Opened.on(host, key)) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      assertThat(kms.createKey()).isEqualTo(kms.describeKey());
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
    }
  }
}
