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
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testbench.cosmian.CosmianEra;
import dev.provisioning.kms.testbench.cosmian.CosmianStandIn;
import dev.provisioning.kms.testbench.cosmian.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What each version can do, and what is refused on it and why. */
@Tag("stand-in")
@ParameterizedClass
@EnumSource(CosmianEra.class)
class EraTest {
  private static final byte[] SECRET = "a secret".getBytes(UTF_8);

  private final CosmianEra era;
  private final CosmianStandIn host;

  EraTest(CosmianEra era) throws IOException {
    this.era = era;
    host = CosmianStandIn.start(era);
    host.admin().createKey("app");
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void encrypt_andDecrypt_bindTheContext() {
    try (Kms kms = Opened.on(host, "app")) {
      Ciphertext made = kms.encrypt(SECRET, CONTEXT);
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(SECRET);
      assertThat(kms.decrypt(kms.encrypt(new byte[0], CONTEXT), CONTEXT)).isEmpty();
      int calls = host.requests("Decrypt").size();
      Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
      // A 500 up to 5.12, which must not be taken for a server in trouble.
      assertThat(host.requests("Decrypt")).hasSize(calls + 1);
    }
  }

  @Test
  void version_isAskedForOnce() {
    try (Kms kms = Opened.on(host, "app")) {
      for (int i = 0; i < 3; i++) {
        kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT);
      }
      assertThat(host.requests("/version")).hasSizeLessThanOrEqualTo(1);
    }
  }

  @Test
  void version_thatIsConfigured_isNotAskedFor() {
    try (Kms kms = Opened.on(host, "app", "server_version", era.version())) {
      assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
      assertThat(host.requests("/version")).isEmpty();
    }
  }

  @Test
  void rotateKey_below523_isRefusedWithTheReason_andNotSent() {
    try (Kms kms = Opened.on(host, "app")) {
      Ciphertext old = kms.encrypt(SECRET, CONTEXT);
      if (era.atLeast(5, 23)) {
        KeyInfo rotated = kms.rotateKey();
        assertThat(host.requests("ReKey")).hasSize(1);
        assertThat(rotated.keyId() + rotated.version())
            .isNotEqualTo(old.keyId() + old.keyVersion());
      } else {
        KmsException refusal = Refused.with(ErrorCode.UNSUPPORTED, kms::rotateKey);
        String release = era.version().replaceFirst("\\.\\d+$", "");
        assertThat(refusal).hasMessageContaining(release);
        assertThat(refusal).hasMessageContaining("5.23");
        assertThat(host.requests("ReKey")).isEmpty();
      }
      assertThat(kms.decrypt(old, CONTEXT)).isEqualTo(SECRET);
    }
  }

  /** Whatever a version has been called, one that cannot be read is not trusted with ReKey. */
  @Test
  void rotateKey_onAnUnknownVersion_isRefused() {
    for (String version : List.of("\"unknown\"", "{}", "")) {
      host.fail("/version", Fault.rewritten(b -> version));
      try (Kms kms = Opened.on(host, "app")) {
        Refused.with(ErrorCode.UNSUPPORTED, kms::rotateKey);
      }
    }
    assertThat(host.requests("ReKey")).isEmpty();
  }

  @Test
  void createKey_makesAKeyThatWorks() {
    try (Kms kms = Opened.on(host, "made")) {
      assertThat(kms.createKey().state()).isEqualTo(KeyInfo.State.ENABLED);
      assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
      // Twice is the same key.
      kms.createKey();
      assertThat(kms.decrypt(kms.encrypt(SECRET, CONTEXT), CONTEXT)).isEqualTo(SECRET);
    }
    String request = host.requests("Create").get(1).body();
    assertThat(request.contains("ActivationDate")).isEqualTo(era.atLeast(5, 13));
    assertThat(request.contains("RotateName")).isEqualTo(era.atLeast(5, 25));
  }

  @Test
  void batch_isOneRequest_orOneForEachItemOn4() {
    try (Kms kms = Opened.on(host, "app")) {
      List<Ciphertext> made =
          kms.encryptAll(List.of(SECRET, new byte[0]), List.of(CONTEXT, OTHER)).stream()
              .map(KmsResult::get)
              .toList();
      boolean one = era.atLeast(5, 0);
      assertThat(host.requests("RequestMessage")).hasSize(one ? 1 : 0);
      assertThat(host.requests("Encrypt")).hasSize(one ? 0 : 2);
      List<KmsResult<byte[]>> opened = kms.decryptAll(made, List.of(CONTEXT, CONTEXT));
      assertThat(opened.get(0).get()).isEqualTo(SECRET);
      Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> opened.get(1).get());
    }
  }

  @Test
  void missingKey_isNotFound_byEncryptAndDecryptAndDescribe() {
    try (Kms there = Opened.on(host, "app");
        Kms kms = Opened.on(host, "missing")) {
      Refused.with(ErrorCode.KEY_NOT_FOUND, () -> kms.encrypt(SECRET, CONTEXT));
      Refused.with(ErrorCode.KEY_NOT_FOUND, kms::describeKey);
      byte[] blob = there.encrypt(SECRET, CONTEXT).blob();
      Ciphertext moved = Ciphertext.of("cosmian", "missing", "", blob);
      KmsException refusal = Refused.any(() -> kms.decrypt(moved, CONTEXT));
      assertThat(refusal.code()).isIn(ErrorCode.KEY_NOT_FOUND, ErrorCode.INVALID_CIPHERTEXT);
    }
  }

  @Test
  void describeKey_tellsTheState() {
    try (Kms kms = Opened.on(host, "app")) {
      KeyInfo info = kms.describeKey();
      assertThat(info.state()).isEqualTo(KeyInfo.State.ENABLED);
      assertThat(info.algorithm()).contains("AES");
    }
  }

  @Test
  void health_isUpOnEveryVersion() {
    try (Kms kms = Opened.on(host, "app")) {
      assertThat(kms.health(Duration.ofSeconds(30)).status()).isEqualTo(Health.Status.UP);
    }
  }
}
