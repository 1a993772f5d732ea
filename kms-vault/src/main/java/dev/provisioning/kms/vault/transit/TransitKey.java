package dev.provisioning.kms.vault.transit;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.vault.wire.VaultJson;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code GET keys/:name} says of a key. */
public final class TransitKey {
  private String type = "";
  private boolean derived;
  private boolean softDeleted;
  private boolean encrypts = true;
  private boolean readable = true;
  private long latestVersion;
  private final Map<String, String> details = new TreeMap<>();

  private TransitKey() {}

  static TransitKey read(JsonParser json) throws IOException {
    TransitKey key = new TransitKey();
    VaultJson.object(json, key::take);
    if (!key.complete()) {
      throw VaultJson.unexpected(json);
    }
    return key;
  }

  /** The same of an answer that need not describe the key: null if it does not. */
  static @Nullable TransitKey readIfThere(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return null;
    }
    TransitKey key = new TransitKey();
    VaultJson.object(json, key::takeIfReadable);
    return key.readable && key.complete() ? key : null;
  }

  private void takeIfReadable(String name, JsonParser json) throws IOException {
    try {
      take(name, json);
    } catch (StreamReadException e) {
      // A value of another kind; what is no JSON at all fails at the next token again.
      readable = false;
    }
  }

  private boolean complete() {
    return !type.isEmpty() && latestVersion >= 1;
  }

  private void take(String name, JsonParser json) throws IOException {
    switch (name) {
      case "type" -> type = VaultJson.text(json);
      case "derived" -> {
        derived = VaultJson.flag(json);
        details.put("derived", Boolean.toString(derived));
      }
      case "soft_deleted" -> softDeleted = VaultJson.flag(json);
      case "supports_encryption" -> encrypts = VaultJson.flag(json);
      case "latest_version" -> latestVersion = VaultJson.number(json);
      case "min_decryption_version", "min_encryption_version", "min_available_version" ->
          details.put(name, Long.toString(VaultJson.number(json)));
      case "deletion_allowed", "exportable", "allow_plaintext_backup" ->
          details.put(name, Boolean.toString(VaultJson.flag(json)));
      case "auto_rotate_period" -> {
        long seconds = VaultJson.number(json);
        if (seconds > 0) {
          details.put(name, Duration.ofSeconds(seconds).toString());
        }
      }
      default -> {}
    }
  }

  /**
   * Tells whether this library can use the key.
   *
   * @return false for derived keys, which bind a context in a way of their own, for RSA keys, whose
   *     ciphertexts anybody can make and which bind none, and for keys that sign
   */
  boolean usable() {
    return encrypts && !derived && !type.startsWith("rsa-");
  }

  /** Why it is not {@link #usable()}. */
  String unusable() {
    return "it is a " + (derived ? "derived " : "") + "key of type " + type;
  }

  KeyInfo info(KeyName name) {
    return new KeyInfo(
        name.toString(),
        Long.toString(latestVersion),
        softDeleted ? KeyInfo.State.DISABLED : KeyInfo.State.ENABLED,
        type,
        details);
  }
}
