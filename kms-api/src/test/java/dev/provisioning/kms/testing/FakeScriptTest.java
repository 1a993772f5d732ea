package dev.provisioning.kms.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.DataKey;
import dev.provisioning.kms.DataKeySpec;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KmsClient;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.KmsUnavailableException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scripted failures, latency and the recorded calls. */
class FakeScriptTest {
  private static final EncryptionContext CONTEXT = EncryptionContext.of("row", "value-7");

  private final FakeKms fake = FakeKms.create().withKey("k1");
  private final KmsClient client = fake.client();

  private List<KmsOperation> operations() {
    return fake.calls().stream().map(RecordedCall::operation).toList();
  }

  @Test
  void failNext_fewerTimesThanTheClientTries_isInvisible() {
    fake.failNext(ErrorCode.THROTTLED, 3);
    client.encrypt(new byte[5], CONTEXT);
    assertThat(fake.calls()).hasSize(4);
  }

  /** The example of the Javadoc. */
  @Test
  void failNext_inTheJavadoc_isTrue() {
    EncryptionContext context = CONTEXT;
    FakeKms fake = FakeKms.create().withKey("k1");
    KmsClient client = fake.client();
    fake.failNext(ErrorCode.THROTTLED, 2);
    client.encryptText("secret", context); // tried three times
    assertThat(fake.calls()).hasSize(3);
  }

  @Test
  void failNext_asOftenAsTheClientTries_reachesTheApplication() {
    fake.failNext(ErrorCode.UNAVAILABLE, 4);
    assertThatThrownBy(() -> client.encrypt(new byte[5], CONTEXT))
        .isInstanceOf(KmsUnavailableException.class)
        .hasMessage("scripted failure");
    client.encrypt(new byte[5], CONTEXT);
    assertThat(fake.calls()).hasSize(5);
  }

  @Test
  void failNext_exception_arrivesWithItsDetails() {
    fake.failNext(
        KmsException.builder(ErrorCode.ACCESS_DENIED, "no permission kms:Encrypt")
            .requestId("r-1")
            .build());
    assertThatThrownBy(() -> client.encrypt(new byte[5], CONTEXT))
        .isInstanceOfSatisfying(
            KmsException.class,
            e -> {
              assertThat(e.requestId()).contains("r-1");
              assertThat(e.operation()).contains(KmsOperation.ENCRYPT);
              assertThat(e.keyId()).contains("k1");
            });
  }

  @Test
  void latency_ofEachCall_passesOnTheVirtualClockOnly() {
    fake.latency(Duration.ofMinutes(5));
    client.decrypt(client.encrypt(new byte[5], CONTEXT), CONTEXT);
    assertThat(fake.clock().elapsed()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void latency_negative_isRefused() {
    assertThatThrownBy(() -> fake.latency(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void health_slowerThanItsTimeout_isDown() {
    fake.latency(Duration.ofSeconds(3));
    Health health = fake.kms().health(Duration.ofSeconds(2));
    assertThat(health.status()).isEqualTo(Health.Status.DOWN);
    assertThat(health.latency()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void health_ofADisabledKey_isDownWithAReason() {
    assertThat(fake.kms().health(Duration.ofSeconds(1)).status()).isEqualTo(Health.Status.UP);
    fake.disable("k1");
    assertThat(fake.kms().health(Duration.ofSeconds(1)).reason()).contains("KEY_DISABLED");
  }

  @Test
  void calls_ofEveryOperation_areNamedAsTheApplicationAskedForThem() {
    Ciphertext made = client.encrypt(new byte[5], CONTEXT);
    client.decrypt(made, CONTEXT);
    client.rewrap(made, CONTEXT);
    try (DataKey key = client.generateDataKey(DataKeySpec.AES_128, CONTEXT)) {
      client.decryptDataKey(key.wrapped(), CONTEXT).close();
    }
    client.describeKey();
    client.rotateKey();
    client.createKey();
    assertThat(operations())
        .containsExactly(
            KmsOperation.ENCRYPT,
            KmsOperation.DECRYPT,
            KmsOperation.REWRAP,
            KmsOperation.GENERATE_DATA_KEY,
            KmsOperation.DECRYPT_DATA_KEY,
            KmsOperation.DESCRIBE_KEY,
            KmsOperation.ROTATE_KEY,
            KmsOperation.CREATE_KEY);
    assertThat(fake.calls().get(3).context()).isEqualTo(CONTEXT);
    assertThat(fake.calls().get(3).bytes()).isEqualTo(16);
  }

  @Test
  void calls_ofABatch_areOneCallWithItsItems() {
    EncryptionContext other = EncryptionContext.of("row", "8");
    client.encryptAll(List.of(new byte[2], new byte[3]), List.of(CONTEXT, other));
    assertThat(fake.calls())
        .containsExactly(
            new RecordedCall(KmsOperation.ENCRYPT, "k1", List.of(CONTEXT, other), List.of(2, 3)));
  }

  @Test
  void calls_shown_holdNoContextValue() {
    client.encrypt(new byte[5], CONTEXT);
    assertThat(fake.calls().toString()).contains("row").doesNotContain("value-7");
  }

  @Test
  void calls_earlierList_doesNotGrow() {
    List<RecordedCall> before = fake.calls();
    client.describeKey();
    assertThat(before).isEmpty();
    assertThat(fake.forgetCalls().calls()).isEmpty();
  }

  @Test
  void encrypt_onAnInterruptedThread_failsAndKeepsTheFlag() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> client.encrypt(new byte[5], CONTEXT))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void latency_longerThanTheCallMayTake_isATimeoutThen() {
    Ciphertext c = client.encrypt(new byte[5], CONTEXT);
    fake.latency(Duration.ofSeconds(9));
    assertThatThrownBy(() -> fake.backend("k1").decrypt(c, CONTEXT, Duration.ofSeconds(2)))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMEOUT));
    assertThat(fake.clock().elapsed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(fake.backend("k1").decrypt(c, CONTEXT, Duration.ofSeconds(9))).hasSize(5);
  }
}
