package dev.provisioning.kms.testing;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A key with its versions, oldest first. Immutable: a change is a new value in the {@link
 * FakeKeyring}.
 */
final class FakeKey {
  private final String id;
  private final List<FakeKeyVersion> versions;
  private final boolean enabled;
  private final boolean denied;
  private final FakeSchedule schedule;

  FakeKey(
      String id,
      List<FakeKeyVersion> versions,
      boolean enabled,
      boolean denied,
      FakeSchedule schedule) {
    this.id = id;
    this.versions = List.copyOf(versions);
    this.enabled = enabled;
    this.denied = denied;
    this.schedule = schedule;
  }

  FakeKey rotated(FakeKeyVersion next) {
    return new FakeKey(
        id, Stream.concat(versions.stream(), Stream.of(next)).toList(), enabled, denied, schedule);
  }

  FakeKey enabled(boolean value) {
    return new FakeKey(id, versions, value, denied, schedule);
  }

  FakeKey denied(boolean value) {
    return new FakeKey(id, versions, enabled, value, schedule);
  }

  FakeKey scheduled(FakeSchedule value) {
    return new FakeKey(id, versions, enabled, denied, value);
  }

  FakeSchedule schedule() {
    return schedule;
  }

  int newest() {
    return versions.size();
  }

  FakeKeyVersion version(int number) {
    if (number < 1 || number > versions.size()) {
      throw KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "the key has no version " + number);
    }
    return versions.get(number - 1);
  }

  FakeKey permitted() {
    if (denied) {
      throw KmsException.of(ErrorCode.ACCESS_DENIED, "the fake denies the use of this key");
    }
    return this;
  }

  FakeKey usable() {
    if (!enabled) {
      throw KmsException.of(ErrorCode.KEY_DISABLED, "the key is disabled");
    }
    return permitted();
  }

  KeyInfo info() {
    return new KeyInfo(
        id,
        Integer.toString(newest()),
        enabled ? KeyInfo.State.ENABLED : KeyInfo.State.DISABLED,
        "AES-256-GCM",
        schedule.every().isZero()
            ? Map.of("oldest-version", "1")
            : Map.of("oldest-version", "1", "rotation-interval", schedule.every().toString()));
  }
}
