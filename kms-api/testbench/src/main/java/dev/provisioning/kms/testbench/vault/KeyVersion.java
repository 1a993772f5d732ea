package dev.provisioning.kms.testbench.vault;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The material of one version of a key. */
final class KeyVersion {
  private final KeyType type;
  private final Instant created;
  private final byte[] secret;
  private final @Nullable KeyPair pair;

  KeyVersion(KeyType type, Instant created) {
    this.type = type;
    this.created = created;
    this.pair = type.isAead() ? null : pair(type);
    this.secret = new byte[type.isAead() ? type.size : 0];
    new SecureRandom().nextBytes(secret);
  }

  private static KeyPair pair(KeyType type) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type.algorithm);
      if (type.isRsa()) {
        generator.initialize(type.size);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  byte[] secret() {
    return secret.clone();
  }

  KeyPair pair() {
    if (pair == null) {
      throw new IllegalStateException(type + " has no pair");
    }
    return pair;
  }

  /** What reading the key shows of this version: the time, or for a pair its public key too. */
  Object shown() {
    if (pair == null) {
      return created.getEpochSecond();
    }
    String encoded = Params.encode(pair.getPublic().getEncoded());
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("certificate_chain", "");
    shown.put("creation_time", created.toString());
    shown.put("hybrid_public_key", "");
    shown.put("name", type.text);
    shown.put("public_key", type.isRsa() ? pem(encoded) : encoded);
    return shown;
  }

  private static String pem(String encoded) {
    String lines = encoded.replaceAll("(.{64})", "$1\n").strip();
    return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----";
  }
}
