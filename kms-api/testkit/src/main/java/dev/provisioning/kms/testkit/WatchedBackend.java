package dev.provisioning.kms.testkit;

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
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that reach a backend, for refusals that must need none. */
class WatchedBackend implements KmsBackend {
  private final KmsBackend real;
  private final AtomicInteger calls = new AtomicInteger();

  WatchedBackend(KmsBackend real) {
    this.real = real;
  }

  int calls() {
    return calls.get();
  }

  KmsBackend real() {
    return real;
  }

  private KmsBackend called() {
    calls.incrementAndGet();
    return real;
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
  public Set<Capability> capabilities() {
    return real.capabilities();
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
  public boolean opens(String named) {
    return real.opens(named);
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return called().encrypt(keyId, plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return called().decrypt(ciphertext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    return called().decrypt(ciphertext, context, atMost);
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, String keyId, EncryptionContext context) {
    return called().rewrap(ciphertext, keyId, context);
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    return called().encryptAll(keyId, plaintexts, contexts);
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    return called().decryptAll(ciphertexts, contexts);
  }

  @Override
  public String whyNot(Capability missing) {
    return real.whyNot(missing);
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return called().describeKey(keyId);
  }

  @Override
  public KeyInfo createKey(String keyId) {
    return called().createKey(keyId);
  }

  @Override
  public KeyInfo rotateKey(String keyId) {
    return called().rotateKey(keyId);
  }

  @Override
  public KeyInfo rotateKeyEvery(String keyId, Duration interval) {
    return called().rotateKeyEvery(keyId, interval);
  }

  @Override
  public Health health(Duration timeout) {
    return called().health(timeout);
  }

  @Override
  public void close() {
    real.close();
  }
}
