package dev.provisioning.kms.testbench.vault;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A key with its versions and limits. The mount's lock guards it. */
final class TransitKey {
  final String name;
  final KeyType type;
  final boolean derived;
  final boolean convergent;
  private final SortedMap<Integer, KeyVersion> versions = new TreeMap<>();
  private final TestClock clock;
  int minDecryption = 1;
  int minEncryption;
  int minAvailable;
  long autoRotate;
  boolean deletable;
  boolean exportable;
  boolean backup;

  TransitKey(String name, KeyType type, boolean derived, boolean convergent, TestClock clock) {
    this.name = name;
    this.type = type;
    this.derived = derived;
    this.convergent = convergent;
    this.clock = clock;
    rotate();
  }

  void rotate() {
    versions.put(versions.isEmpty() ? 1 : latest() + 1, new KeyVersion(type, now()));
  }

  private Instant now() {
    return clock.now();
  }

  int latest() {
    return versions.lastKey();
  }

  void trim(int lowest) {
    minAvailable = lowest;
    versions.headMap(lowest).clear();
  }

  /** The version to encrypt with. */
  int encryptionVersion(int asked) {
    if (asked == 0) {
      return latest();
    }
    if (asked < 0) {
      throw ItemFailure.user("requested version for encryption is negative");
    }
    if (asked > latest()) {
      throw ItemFailure.user(
          "requested version for encryption is higher than the latest key version");
    }
    if (asked < minEncryption) {
      throw ItemFailure.user(
          "requested version for encryption is less than the minimum encryption key version");
    }
    return asked;
  }

  KeyVersion version(int version) {
    KeyVersion found = versions.get(version);
    if (found == null) {
      throw ItemFailure.user("ciphertext or signature version is disallowed by policy (too old)");
    }
    return found;
  }

  /** What reading the key answers. */
  Map<String, Object> shown() {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("allow_plaintext_backup", backup);
    shown.put("auto_rotate_period", autoRotate);
    if (derived) {
      shown.put("convergent_encryption", convergent);
      if (convergent) {
        shown.put("convergent_encryption_version", -1);
      }
      shown.put("kdf", "hkdf_sha256");
    }
    shown.put("deletion_allowed", deletable);
    shown.put("derived", derived);
    shown.put("exportable", exportable);
    shown.put("imported_key", false);
    Map<String, Object> keys = new LinkedHashMap<>();
    versions.tailMap(minDecryption).forEach((n, v) -> keys.put(n.toString(), v.shown()));
    shown.put("keys", keys);
    shown.put("latest_version", latest());
    shown.put("min_available_version", minAvailable);
    shown.put("min_decryption_version", minDecryption);
    shown.put("min_encryption_version", minEncryption);
    shown.put("name", name);
    shown.put("supports_decryption", type.encrypts());
    shown.put("supports_derivation", type.derives());
    shown.put("supports_encryption", type.encrypts());
    shown.put("supports_signing", type.signs());
    shown.put("type", type.text);
    return shown;
  }
}
