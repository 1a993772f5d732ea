package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.Set;

/** A backend that does what another one does, but for what a test overrides. */
class ForwardingBackend implements KmsBackend {
  private final KmsBackend target;

  ForwardingBackend(KmsBackend target) {
    this.target = target;
  }

  @Override
  public String scheme() {
    return target.scheme();
  }

  @Override
  public String defaultKey() {
    return target.defaultKey();
  }

  @Override
  public Set<Capability> capabilities() {
    return target.capabilities();
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return target.encrypt(keyId, plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return target.decrypt(ciphertext, context);
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return target.describeKey(keyId);
  }

  @Override
  public Health health(Duration timeout) {
    return target.health(timeout);
  }

  @Override
  public void close() {
    target.close();
  }
}
