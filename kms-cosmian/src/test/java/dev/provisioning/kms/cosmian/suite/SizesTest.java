package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static dev.provisioning.kms.cosmian.suite.Opened.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(CosmianHosts.class)
class SizesTest {
  private static final int MIB = 1 << 20;

  private final CosmianHost host;
  private final String key = CosmianHosts.freshKey();

  SizesTest(CosmianHost host) {
    this.host = host;
    host.admin().createKey(key);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, KmsClient.MAX_PLAINTEXT})
  void plaintext_upToTheCommonLimit_comesBack(int length) {
    try (Kms kms = Opened.on(host, key)) {
      assertThat(kms.decrypt(kms.encrypt(bytes(length), CONTEXT), CONTEXT))
          .isEqualTo(bytes(length));
    }
  }

  @Test
  void plaintext_aboveTheCommonLimit_isTooLarge() {
    try (Kms kms = Opened.on(host, key)) {
      Refused.with(
          ErrorCode.TOO_LARGE, () -> kms.encrypt(bytes(KmsClient.MAX_PLAINTEXT + 1), CONTEXT));
    }
  }

  @Test
  void plaintext_of16MiB_comesBackWhereTheLimitIsRaised() {
    byte[] plaintext = bytes(16 * MIB);
    String limit = String.valueOf(16 * MIB);
    try (Kms kms = Opened.on(host, key, "max_plaintext_bytes", limit, "request_timeout", "60s")) {
      Ciphertext made = kms.encrypt(plaintext, CONTEXT);
      assertThat(Arrays.equals(kms.decrypt(made, CONTEXT), plaintext)).isTrue();
      Refused.with(ErrorCode.INVALID_CIPHERTEXT, () -> kms.decrypt(made, OTHER));
    }
  }

  /** Together they are more than one request may hold. */
  @Test
  void batch_ofLargeItems_comesBack() {
    int items = 10;
    List<byte[]> plaintexts = Collections.nCopies(items, bytes(4 * MIB));
    String limit = String.valueOf(4 * MIB);
    try (Kms kms = Opened.on(host, key, "max_plaintext_bytes", limit, "request_timeout", "60s")) {
      List<Ciphertext> made =
          kms.encryptAll(plaintexts, Collections.nCopies(items, CONTEXT)).stream()
              .map(KmsResult::get)
              .toList();
      assertThat(made).hasSize(items);
      byte[] last = kms.decrypt(made.get(items - 1), CONTEXT);
      assertThat(Arrays.equals(last, plaintexts.get(0))).isTrue();
    }
  }
}
