package dev.provisioning.kms.testbench.vault;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The seal with its one unseal key. */
final class Seal {
  private final AtomicBoolean sealed = new AtomicBoolean();
  private final byte[] key = new byte[32];
  private final VaultProfile profile;

  Seal(VaultProfile profile) {
    this.profile = profile;
    new SecureRandom().nextBytes(key);
  }

  boolean isSealed() {
    return sealed.get();
  }

  void seal() {
    sealed.set(true);
  }

  String key() {
    return Base64.getEncoder().encodeToString(key);
  }

  Answer unseal(Params params) {
    String text = params.text("key");
    if (text.isEmpty()) {
      throw Refusal.bad("'key' must be specified in request body as JSON, or 'reset' set to true");
    }
    byte[] given = bytes(text);
    if (given == null) {
      throw Refusal.bad("'key' must be a valid hex or base64 string");
    }
    if (isSealed()) {
      if (!MessageDigest.isEqual(given, key)) {
        throw Refusal.bad(
            "unable to retrieve stored keys: invalid key: failed to decrypt keys from storage:"
                + " error decrypting seal wrapped value\nerror decrypting using seal shamir:"
                + " cipher: message authentication failed");
      }
      sealed.set(false);
    }
    return status();
  }

  private static byte @Nullable [] bytes(String text) {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException notHex) {
      try {
        return GoBase64.decode(text);
      } catch (Refusal e) {
        return null;
      }
    }
  }

  Answer status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("type", "shamir");
    status.put("initialized", true);
    status.put("sealed", isSealed());
    status.put("t", 1);
    status.put("n", 1);
    status.put("progress", 0);
    status.put("nonce", "");
    status.put("version", profile.version());
    status.put("build_date", "2025-11-24T10:44:17Z");
    status.put("migration", false);
    if (!isSealed()) {
      status.put("cluster_name", "vault-cluster-stand-in");
      status.put("cluster_id", "00000000-0000-0000-0000-000000000000");
    }
    status.put("recovery_seal", false);
    status.put("storage_type", "raft");
    status.put("removed_from_cluster", false);
    return Answer.bare(200, status);
  }
}
