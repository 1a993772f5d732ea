package dev.provisioning.kms.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.Secret;
import dev.provisioning.kms.testbench.WireReply;
import dev.provisioning.kms.testbench.vault.Faults;
import dev.provisioning.kms.testbench.vault.VaultProfile;
import dev.provisioning.kms.testbench.vault.VaultStandIn;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers that are neither a plain success nor a plain failure. */
@Tag("stand-in")
class VaultAnswersTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.parse("env=prod");
  private static final byte[] TEXT = "an API key".getBytes(UTF_8);

  private final VaultStandIn server = VaultStandIn.start(VaultProfile.VAULT_1_21);
  private String key = "";

  @BeforeEach
  void prepare() {
    server.admin().mountTransit("transit");
    key = server.admin().newKey();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private VaultKms backend() {
    return VaultKms.builder()
        .address(server.address())
        .login(VaultLogin.token(Secret.of(server.admin().rootToken().toCharArray())))
        .keyName(key)
        .build();
  }

  private static KmsException failure(KmsResult<?> result) {
    return catchThrowableOfType(KmsException.class, result::get);
  }

  @Test
  void batch_inWhichTheServerFailedAtOneItem_keepsTheOthers() {
    try (VaultKms kms = backend()) {
      Ciphertext made = kms.encrypt("transit/" + key, TEXT, CONTEXT);
      // As the real server answers a batch in which it fails: 500, results, and no errors.
      server
          .faults()
          .answer(
              1,
              Faults.on("decrypt"),
              WireReply.json(
                  500,
                  "{\"request_id\":\"r-1\",\"data\":{\"batch_results\":["
                      + "{\"plaintext\":\"\",\"error\":\"no key of the HSM\",\"reference\":\"\"},"
                      + "{\"plaintext\":\"YW4gQVBJIGtleQ==\",\"reference\":\"\"}]},\"warnings\":null}"));
      List<KmsResult<byte[]>> opened =
          kms.decryptAll(List.of(made, made), List.of(CONTEXT, CONTEXT));
      assertThat(opened.get(1).get()).isEqualTo(TEXT);
      assertThat(failure(opened.get(0)).code()).isEqualTo(ErrorCode.INTERNAL);
      assertThat(failure(opened.get(0))).hasMessageContaining("no key of the HSM");
    }
  }

  @Test
  void batch_withABadItem_saysWhichRequestItWas() {
    try (VaultKms kms = backend()) {
      Ciphertext made = kms.encrypt("transit/" + key, TEXT, EncryptionContext.empty());
      List<KmsResult<byte[]>> opened =
          kms.decryptAll(List.of(made, made), List.of(EncryptionContext.empty(), CONTEXT));
      assertThat(opened.get(0).get()).isEqualTo(TEXT);
      assertThat(failure(opened.get(1)).code()).isEqualTo(ErrorCode.INVALID_CIPHERTEXT);
      assertThat(failure(opened.get(1)).requestId()).isPresent();
    }
  }

  @Test
  void notFound_ofAnythingButVault_isNoMissingKey() {
    try (VaultKms kms = backend()) {
      for (WireReply page :
          List.of(
              WireReply.empty(404),
              WireReply.json(404, "<html>not here</html>"),
              WireReply.json(404, "{\"message\":\"no such service\"}"))) {
        server.faults().clear();
        server.faults().answer(1, Faults.on("keys"), page);
        KmsException failure =
            catchThrowableOfType(KmsException.class, () -> kms.describeKey("transit/" + key));
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(failure).hasMessageContaining("server_url").hasMessageNotContaining("not here");
      }
    }
  }

  @Test
  void pattern_ofFullNames_opensWhatItsViewMade() {
    server.admin().createKey("transit", "tenant-1", Map.of());
    Map<String, String> settings =
        Map.of(
            "kms.environment",
            "prod",
            "kms.prod_backend",
            "vault",
            "kms.vault.server_url",
            server.address().toString(),
            "kms.vault.token",
            server.admin().rootToken(),
            "kms.vault.key_name",
            key,
            "kms.vault.keys.tenant-*",
            "transit/tenant-*");
    try (Kms kms = Kms.builder().properties(settings).connect()) {
      Ciphertext made = kms.forKey("tenant-1").encrypt(TEXT, CONTEXT);
      assertThat(kms.decrypt(made, CONTEXT)).isEqualTo(TEXT);
    }
  }
}
