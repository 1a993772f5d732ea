package dev.provisioning.kms.observe;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsEvent;
import dev.provisioning.kms.KmsOperation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events as an opened configuration tells them. */
final class Events {
  private Events() {}

  static KmsEvent decrypt() {
    return of(KmsOperation.DECRYPT, "k1", List.of("env", "row"), null, 1);
  }

  static KmsEvent encrypt(int bytes) {
    return new KmsEvent(
        KmsOperation.ENCRYPT,
        "fake",
        "k1",
        "1",
        List.of(),
        bytes,
        bytes + 28,
        Optional.empty(),
        Duration.ofMillis(1),
        1);
  }

  static KmsEvent denied() {
    return of(KmsOperation.DECRYPT, "k2", List.of(), ErrorCode.ACCESS_DENIED, 0);
  }

  static KmsEvent of(
      KmsOperation operation,
      String key,
      List<String> keys,
      @Nullable ErrorCode code,
      int attempts) {
    return new KmsEvent(
        operation,
        "fake",
        key,
        "1",
        keys,
        33,
        code == null ? 5 : 0,
        Optional.ofNullable(code),
        Duration.ofMillis(20),
        attempts);
  }
}
