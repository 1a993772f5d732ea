package dev.provisioning.kms.testkit.example;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.KmsConfig;
import dev.provisioning.kms.spi.KmsProvider;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** A whole backend: one AES key of this process. A blob is a nonce of 12 bytes, then AES-GCM. */
final class LocalAesBackend implements KmsBackend {
  private static final int NONCE = 12;
  private final String keyId;
  private final SecretKey key;
  private final SecureRandom random = new SecureRandom();

  LocalAesBackend(String keyId, SecretKey key) {
    this.keyId = keyId;
    this.key = key;
  }

  @Override
  public String scheme() {
    return "local-aes";
  }

  @Override
  public String defaultKey() {
    return keyId;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.DECRYPT, Capability.OFFLINE, Capability.AUTHENTICATED);
  }

  @Override
  public Ciphertext encrypt(String id, byte[] plaintext, EncryptionContext context) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = aes(Cipher.ENCRYPT_MODE, nonce, plaintext, context);
    byte[] blob = ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    return Ciphertext.of(scheme(), id, "", blob);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    byte[] blob = ciphertext.blob();
    if (blob.length < NONCE + 16 || !ciphertext.keyVersion().isEmpty()) {
      throw KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "truncated, or of a key with versions");
    }
    byte[] sealed = Arrays.copyOfRange(blob, NONCE, blob.length);
    return aes(Cipher.DECRYPT_MODE, Arrays.copyOf(blob, NONCE), sealed, context);
  }

  private byte[] aes(int mode, byte[] nonce, byte[] input, EncryptionContext context) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(128, nonce));
      cipher.updateAAD(context.canonicalBytes());
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "tampered, or another key or context", e);
    }
  }

  @Override
  public KeyInfo describeKey(String id) {
    return new KeyInfo(id, "", KeyInfo.State.ENABLED, "AES-GCM");
  }

  @Override
  public Health health(Duration timeout) {
    return Health.up(Duration.ZERO);
  }

  @Override
  public void close() {}

  /** Opens it from a configuration: {@code [kms.local-aes] key_id = "…"}. */
  record Provider(String scheme, SecretKey key) implements KmsProvider {
    @Override
    public KmsBackend connect(KmsConfig config) {
      return new LocalAesBackend(config.target().orElseGet(() -> config.require("key_id")), key);
    }
  }
}
