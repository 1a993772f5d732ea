package dev.provisioning.kms.testbench.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The keys of a Transit mount: {@code keys/…} and {@code config/keys}. */
final class TransitKeys {
  private static final int HOUR = 3_600;
  private final SortedMap<String, TransitKey> keys = new TreeMap<>();
  private final VaultProfile profile;
  private final TestClock clock;
  private boolean upsertDisabled;

  TransitKeys(VaultProfile profile, TestClock clock) {
    this.profile = profile;
    this.clock = clock;
  }

  static Refusal missing() {
    return Refusal.bad("encryption key not found");
  }

  Optional<TransitKey> find(String name) {
    return Optional.ofNullable(keys.get(name));
  }

  /** The trap: a key that is not there is made, unless something in the request forbids it. */
  TransitKey forEncryption(String name, Params params, boolean context) {
    TransitKey key = keys.get(name);
    if (key != null) {
      return key;
    }
    boolean convergent = params.flag("convergent_encryption");
    if (convergent && !context) {
      throw Refusal.bad(
          "convergent encryption requires derivation to be enabled, so context is required");
    }
    KeyType type = type(params);
    if (upsertDisabled) {
      throw missing();
    }
    return add(new TransitKey(name, type, context, convergent, clock));
  }

  private static KeyType type(Params params) {
    return params.text("type").isEmpty() ? KeyType.AES256 : KeyType.of(params.text("type"));
  }

  private TransitKey add(TransitKey key) {
    keys.put(key.name, key);
    return key;
  }

  Answer create(Call call, String name) {
    Params params =
        call.params()
            .only(
                "type",
                "derived",
                "convergent_encryption",
                "exportable",
                "allow_plaintext_backup",
                "context",
                "auto_rotate_period",
                "key_size");
    long period = autoRotate(params);
    if (params.flag("convergent_encryption") && !params.flag("derived")) {
      throw Refusal.bad("convergent encryption requires derivation to be enabled");
    }
    KeyType type = type(params);
    TransitKey key = keys.get(name);
    if (key == null) {
      boolean convergent = params.flag("convergent_encryption");
      key = add(new TransitKey(name, type, params.flag("derived"), convergent, clock));
      key.exportable = params.flag("exportable");
      key.backup = params.flag("allow_plaintext_backup");
      key.autoRotate = period;
    }
    return changed(key);
  }

  private static long autoRotate(Params params) {
    long period = params.seconds("auto_rotate_period", 0);
    if (period != 0 && period < HOUR) {
      throw Refusal.bad("auto rotate period must be 0 to disable or at least an hour");
    }
    return period;
  }

  private Answer changed(TransitKey key) {
    return profile.answersKeyChanges() ? Answer.data(key.shown()) : Answer.nothing();
  }

  Answer read(String name) {
    return Answer.data(find(name).orElseThrow(Refusal::nothing).shown());
  }

  Answer list() {
    if (keys.isEmpty()) {
      throw Refusal.nothing();
    }
    return Answer.data(Map.of("keys", List.copyOf(keys.keySet())));
  }

  Answer delete(String name) {
    String prefix = "error deleting policy " + name + ": ";
    TransitKey key =
        find(name).orElseThrow(() -> Refusal.bad(prefix + "could not delete key; not found"));
    if (!key.deletable) {
      throw Refusal.bad(prefix + "deletion is not allowed for this key");
    }
    keys.remove(name);
    return Answer.nothing();
  }

  Answer rotate(String name) {
    TransitKey key = find(name).orElseThrow(() -> Refusal.bad("key not found"));
    key.rotate();
    return changed(key);
  }

  Answer configure(Call call, String name) {
    Params params =
        call.params()
            .only(
                "min_decryption_version",
                "min_encryption_version",
                "deletion_allowed",
                "exportable",
                "allow_plaintext_backup",
                "auto_rotate_period");
    TransitKey key =
        find(name)
            .orElseThrow(() -> Refusal.bad("no existing key named " + name + " could be found"));
    List<String> warnings = new ArrayList<>();
    int decryption = limit(params, "decryption", key.minDecryption, key);
    if (decryption == 0) {
      warnings.add("since Vault 0.3, transit key numbering starts at 1; forcing minimum to 1");
      decryption = 1;
    }
    int encryption = limit(params, "encryption", key.minEncryption, key);
    if (encryption > 0 && encryption < decryption) {
      throw Refusal.bad(
          "cannot set min encryption/decryption values; min encryption version of "
              + encryption
              + " must be greater than or equal to min decryption version of "
              + decryption);
    }
    if (decryption < key.minAvailable) {
      throw Refusal.bad("min decryption version should not be less then min available version");
    }
    long period = params.has("auto_rotate_period") ? autoRotate(params) : key.autoRotate;
    key.minDecryption = decryption;
    key.minEncryption = encryption;
    key.autoRotate = period;
    key.deletable =
        params.has("deletion_allowed") ? params.flag("deletion_allowed") : key.deletable;
    key.exportable |= params.flag("exportable");
    key.backup |= params.flag("allow_plaintext_backup");
    return changed(key).warning(warnings);
  }

  private static int limit(Params params, String which, int now, TransitKey key) {
    int asked = params.integer("min_" + which + "_version", now);
    if (asked < 0) {
      throw Refusal.bad("min " + which + " version cannot be negative");
    }
    if (asked > key.latest()) {
      throw Refusal.bad(
          "cannot set min %s version of %d, latest key version is %d"
              .formatted(which, asked, key.latest()));
    }
    return asked;
  }

  Answer trim(Call call, String name) {
    Params params = call.params().only("min_available_version");
    TransitKey key = find(name).orElseThrow(() -> Refusal.bad("invalid key name"));
    if (!params.has("min_available_version")) {
      throw Refusal.bad("missing min_available_version");
    }
    int lowest = params.integer("min_available_version", 0);
    if (lowest < key.minAvailable) {
      throw Refusal.bad("minimum available version cannot be decremented");
    }
    if (key.minEncryption == 0) {
      throw Refusal.bad(
          "minimum available version cannot be set when minimum encryption version is not set");
    }
    if (lowest > key.minEncryption) {
      throw Refusal.bad(
          "minimum available version cannot be greater than minmum encryption version");
    }
    if (lowest > key.minDecryption) {
      throw Refusal.bad(
          "minimum available version cannot be greater than minimum decryption version");
    }
    key.trim(lowest);
    return changed(key);
  }

  Answer settings(Call call) {
    if (call.is(Call.Operation.WRITE)) {
      Params params = call.params().only("disable_upsert");
      upsertDisabled = params.flag("disable_upsert");
    }
    return Answer.data(Map.of("disable_upsert", upsertDisabled));
  }
}
