package dev.provisioning.kms;

import java.time.Duration;
import java.util.function.Function;

/** What a client asks about its key, and does to it. */
final class KeyCalls {
  private final Calls calls;
  private final Connection connection;

  KeyCalls(Calls calls, Connection connection) {
    this.calls = calls;
    this.connection = connection;
  }

  KeyInfo describe(String keyId) {
    return connection.versions().put(keyId, ask(keyId));
  }

  /** The key as it was within the last minute. */
  KeyInfo recent(String keyId) {
    return connection.versions().get(keyId, this::ask);
  }

  private KeyInfo ask(String keyId) {
    return calls.run(
        about(KmsOperation.DESCRIBE_KEY, keyId), () -> connection.backend().describeKey(keyId));
  }

  KeyInfo create(String keyId) {
    return change(
        about(KmsOperation.CREATE_KEY, keyId),
        Capability.CREATE_KEY,
        connection.backend()::createKey);
  }

  KeyInfo rotate(String keyId) {
    return change(
        about(KmsOperation.ROTATE_KEY, keyId),
        Capability.ROTATE_KEY,
        connection.backend()::rotateKey);
  }

  KeyInfo rotateEvery(String keyId, Duration interval) {
    Call call = about(KmsOperation.SCHEDULE_ROTATION, keyId);
    if (interval.isNegative()) {
      throw calls.refused(
          call,
          KmsException.of(ErrorCode.INVALID_ARGUMENT, "an interval of rotation is not negative"));
    }
    return change(
        call,
        Capability.SCHEDULED_ROTATION,
        id -> connection.backend().rotateKeyEvery(id, interval));
  }

  private Call about(KmsOperation operation, String keyId) {
    return Call.encrypting(operation, connection, keyId, EncryptionContext.empty(), 0);
  }

  private KeyInfo change(Call call, Capability needed, Function<String, KeyInfo> backend) {
    if (!connection.can(needed)) {
      String reason = connection.backend().whyNot(needed);
      throw calls.refused(
          call,
          KmsException.of(
              ErrorCode.UNSUPPORTED,
              "the backend "
                  + connection.scheme()
                  + " cannot "
                  + call.operation().text()
                  + " here"
                  + (reason.isEmpty() ? "" : ": " + reason)));
    }
    KeyInfo info = calls.run(call, () -> backend.apply(call.keyId()));
    return connection.versions().put(call.keyId(), info);
  }
}
