package dev.provisioning.kms.cosmian.suite;

import static dev.provisioning.kms.cosmian.suite.Opened.CONTEXT;
import static dev.provisioning.kms.cosmian.suite.Opened.OTHER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.testbench.cosmian.CosmianHost;
import dev.provisioning.kms.testbench.cosmian.CosmianHosts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CosmianHosts.class)
class BatchTest {
  private static final int ITEMS = 1000;

  private final CosmianHost host;
  private final String key = CosmianHosts.freshKey();

  BatchTest(CosmianHost host) {
    this.host = host;
    host.admin().createKey(key);
  }

  private static byte[] text(int i) {
    return ("item " + i).getBytes(UTF_8);
  }

  private static List<Ciphertext> encrypted(Kms kms, int items) {
    List<byte[]> plaintexts = IntStream.range(0, items).mapToObj(BatchTest::text).toList();
    return kms.encryptAll(plaintexts, Collections.nCopies(items, CONTEXT)).stream()
        .map(KmsResult::get)
        .toList();
  }

  @Test
  void batch_ofAThousand_comesBackInOrder() {
    try (Kms kms = Opened.on(host, key)) {
      List<Ciphertext> made = encrypted(kms, ITEMS);
      List<KmsResult<byte[]>> opened = kms.decryptAll(made, Collections.nCopies(ITEMS, CONTEXT));
      for (int i = 0; i < ITEMS; i++) {
        assertThat(opened.get(i).get()).isEqualTo(text(i));
      }
    }
  }

  @Test
  void batch_withABadItem_failsThatOneAlone() {
    try (Kms kms = Opened.on(host, key)) {
      List<Ciphertext> made = encrypted(kms, 5);
      List<EncryptionContext> contexts = new ArrayList<>(Collections.nCopies(5, CONTEXT));
      contexts.set(2, OTHER);
      List<KmsResult<byte[]>> opened = kms.decryptAll(made, contexts);
      for (int i = 0; i < 5; i++) {
        KmsResult<byte[]> result = opened.get(i);
        if (i == 2) {
          Refused.with(ErrorCode.INVALID_CIPHERTEXT, result::get);
        } else {
          assertThat(result.get()).isEqualTo(text(i));
        }
      }
    }
  }

  @Test
  void batch_overSeveralGenerations_comesBack() {
    try (Kms kms = Opened.on(host, key)) {
      List<Ciphertext> made = new ArrayList<>(encrypted(kms, 2));
      kms.rotateKey();
      made.addAll(encrypted(kms, 2));
      List<KmsResult<byte[]>> opened = kms.decryptAll(made, Collections.nCopies(4, CONTEXT));
      for (int i = 0; i < 4; i++) {
        assertThat(opened.get(i).get()).isEqualTo(text(i % 2));
      }
    }
  }

  @Test
  void batch_withAMissingKey_failsEveryItem() {
    try (Kms kms = Opened.on(host, CosmianHosts.freshKey())) {
      List<KmsResult<Ciphertext>> results =
          kms.encryptAll(List.of(text(0), text(1)), List.of(CONTEXT, CONTEXT));
      assertThat(results).hasSize(2);
      results.forEach(r -> Refused.with(ErrorCode.KEY_NOT_FOUND, r::get));
    }
  }
}
