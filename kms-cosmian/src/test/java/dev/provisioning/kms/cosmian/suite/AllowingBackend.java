package dev.provisioning.kms.cosmian.suite;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A backend that allows a second key, as the list of allowed keys in a configuration does. */
record AllowingBackend(KmsBackend backend, String second) implements KmsBackend {
  @Override
  public String scheme() {
    return backend.scheme();
  }

  @Override
  public String defaultKey() {
    return backend.defaultKey();
  }

  @Override
  public Map<String, String> keys() {
    return Map.of(second, second);
  }

  @Override
  public boolean isSameKey(String listed, String named) {
    return backend.isSameKey(listed, named);
  }

  @Override
  public boolean opens(String named) {
    return backend.opens(named);
  }

  @Override
  public Set<Capability> capabilities() {
    return backend.capabilities();
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return backend.encrypt(keyId, plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return backend.decrypt(ciphertext, context);
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, String keyId, EncryptionContext context) {
    return backend.rewrap(ciphertext, keyId, context);
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    return backend.encryptAll(keyId, plaintexts, contexts);
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    return backend.decryptAll(ciphertexts, contexts);
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return backend.describeKey(keyId);
  }

  @Override
  public KeyInfo createKey(String keyId) {
    return backend.createKey(keyId);
  }

  @Override
  public KeyInfo rotateKey(String keyId) {
    return backend.rotateKey(keyId);
  }

  @Override
  public KeyInfo rotateKeyEvery(String keyId, Duration interval) {
    return backend.rotateKeyEvery(keyId, interval);
  }

  @Override
  public Health health(Duration timeout) {
    return backend.health(timeout);
  }

  @Override
  public void close() {
    backend.close();
  }
}
