package dev.provisioning.kms.benchmarks;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.KmsBackend;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;

/** A backend that wraps with a {@link LocalKey}, behind the whole engine of a client. */
final class LocalBackend implements KmsBackend {
  private static final String SCHEME = "local";
  private static final String KEY = "bench";

  private final LocalKey key;

  LocalBackend(LocalKey key) {
    this.key = key;
  }

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public String defaultKey() {
    return KEY;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.OFFLINE, Capability.AUTHENTICATED, Capability.DECRYPT);
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    try {
      return Ciphertext.of(SCHEME, KEY, "", key.encrypt(plaintext, context.canonicalBytes()));
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.INTERNAL, "AES-GCM failed", e);
    }
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    try {
      return key.decrypt(ciphertext.blob(), context.canonicalBytes());
    } catch (GeneralSecurityException e) {
      throw KmsException.of(ErrorCode.INVALID_CIPHERTEXT, "AES-GCM failed", e);
    }
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    throw KmsException.of(ErrorCode.UNSUPPORTED, "nobody asks");
  }

  @Override
  public Health health(Duration timeout) {
    return Health.up(Duration.ZERO);
  }

  @Override
  public void close() {}
}
