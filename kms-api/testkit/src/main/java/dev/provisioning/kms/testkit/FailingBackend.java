package dev.provisioning.kms.testkit;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** A backend in whose place every call fails, for failures that it cannot be brought to. */
final class FailingBackend implements KmsBackend {
  private final KmsBackend real;
  private final Supplier<RuntimeException> failure;

  FailingBackend(KmsBackend real, Supplier<RuntimeException> failure) {
    this.real = real;
    this.failure = failure;
  }

  @Override
  public String scheme() {
    return real.scheme();
  }

  @Override
  public String defaultKey() {
    return real.defaultKey();
  }

  @Override
  public Map<String, String> keys() {
    return real.keys();
  }

  @Override
  public boolean isSameKey(String listed, String named) {
    return real.isSameKey(listed, named);
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.DECRYPT);
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    throw failure.get();
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    throw failure.get();
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    throw failure.get();
  }

  @Override
  public Health health(Duration timeout) {
    throw failure.get();
  }

  @Override
  public void close() {
    real.close();
  }
}
