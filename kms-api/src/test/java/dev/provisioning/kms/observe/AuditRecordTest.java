package dev.provisioning.kms.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditRecordTest {
  private static final Instant TIME = Instant.parse("2030-01-01T00:00:00.5Z");

  @Test
  void body_operation_hasEveryMemberInOrder() {
    assertThat(AuditRecord.of(Events.decrypt()).body(TIME))
        .isEqualTo(
            "\"time\":\"2030-01-01T00:00:00.500Z\",\"type\":\"operation\","
                + "\"operation\":\"decrypt\",\"backend\":\"fake\",\"key_id\":\"k1\","
                + "\"key_version\":\"1\",\"context_keys\":[\"env\",\"row\"],\"input_bytes\":33,"
                + "\"output_bytes\":5,\"outcome\":\"success\",\"duration_us\":20000,"
                + "\"attempts\":1");
  }

  @Test
  void body_failure_saysTheCodeInLowerCase() {
    assertThat(AuditRecord.of(Events.denied()).body(TIME))
        .contains("\"outcome\":\"access_denied\"", "\"output_bytes\":0", "\"attempts\":0");
  }

  @Test
  void body_hostileNames_stayPrintableAsciiOnOneLine() {
    KmsEvent event =
        Events.of(
            KmsOperation.DECRYPT,
            "a\"b\\c\n\u0000\u007f\u0085\u2028\u202e\ud800é😀",
            List.of("k\",\"outcome\":\"success"),
            null,
            1);
    assertThat(AuditRecord.of(event).body(TIME))
        .contains(
            "\"key_id\":\"a\\\"b\\\\c\\u000a\\u0000\\u007f\\u0085\\u2028\\u202e\\ud800\\u00e9\\ud83d\\ude00\"",
            "\"context_keys\":[\"k\\\",\\\"outcome\\\":\\\"success\"]")
        .matches("[ -~]*");
  }

  @Test
  void body_enormousEvent_fitsIntoALine() {
    KmsEvent event =
        new KmsEvent(
            KmsOperation.DECRYPT,
            "\u20ac".repeat(500),
            "\u20ac".repeat(100_000),
            "\u20ac".repeat(100_000),
            Collections.nCopies(10_000, "\u20ac\u20ac"),
            Long.MAX_VALUE,
            Long.MAX_VALUE,
            Optional.of(ErrorCode.INVALID_CIPHERTEXT),
            Duration.ofDays(10_000),
            Integer.MAX_VALUE);
    AuditRecord record = AuditRecord.of(event);
    for (int i = 0; i < 8; i++) {
      record = record.with("x".repeat(31) + i, "\u20ac".repeat(1000));
    }
    assertThat(record.body(TIME)).contains("\"context_keys_left_out\":").hasSizeLessThan(65_000);
  }

  @Test
  void body_longestContextOfTheLibrary_isComplete() {
    List<String> keys = Collections.nCopies(31, "\u00e9".repeat(128));
    KmsEvent event = Events.of(KmsOperation.DECRYPT, "k".repeat(2048), keys, null, 1);
    assertThat(AuditRecord.of(event).body(TIME)).doesNotContain("left_out");
  }

  @Test
  void durable_successes_areThoseThatLetSomethingOutOrChangeAKey() {
    Set<KmsOperation> durable = EnumSet.noneOf(KmsOperation.class);
    for (KmsOperation operation : KmsOperation.values()) {
      if (AuditRecord.of(Events.of(operation, "k1", List.of(), null, 1)).isDurable()) {
        durable.add(operation);
      }
    }
    assertThat(durable)
        .containsExactlyInAnyOrder(
            KmsOperation.DECRYPT,
            KmsOperation.DECRYPT_DATA_KEY,
            KmsOperation.GENERATE_DATA_KEY,
            KmsOperation.REWRAP,
            KmsOperation.CREATE_KEY,
            KmsOperation.ROTATE_KEY,
            KmsOperation.SCHEDULE_ROTATION);
    assertThat(AuditRecord.of(Events.denied()).isDurable()).isFalse();
  }

  @Test
  void refusal_withFacts_namesThem() {
    assertThat(
            AuditRecord.refusal("POST:/api/v1/kms/decrypt", ErrorCode.UNAUTHENTICATED)
                .with("client", "192.0.2.7")
                .with("count", 17)
                .body(TIME))
        .endsWith(
            "\"type\":\"refusal\",\"operation\":\"POST:/api/v1/kms/decrypt\","
                + "\"outcome\":\"unauthenticated\",\"client\":\"192.0.2.7\",\"count\":17");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "é"})
  void refusal_operationThatIsNoWord_isRefused(String operation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AuditRecord.refusal(operation, ErrorCode.ACCESS_DENIED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Identity", "a-b", "1a", "prev", "mac", "seq", "time", "type", "outcome"})
  void with_nameThatIsTakenOrNoName_isRefused(String name) {
    AuditRecord record = AuditRecord.of(Events.decrypt());
    assertThatIllegalArgumentException().isThrownBy(() -> record.with(name, "x"));
  }

  @Test
  void with_aNinthMember_isRefused() {
    AuditRecord record = AuditRecord.of(Events.decrypt());
    for (int i = 0; i < 8; i++) {
      record = record.with("x" + i, i);
    }
    AuditRecord full = record;
    assertThatIllegalArgumentException().isThrownBy(() -> full.with("x8", 8));
  }
}
