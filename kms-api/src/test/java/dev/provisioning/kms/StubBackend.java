package dev.provisioning.kms;

import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend whose blob is the plaintext, for tests of what happens around backends. */
class StubBackend implements KmsBackend {
  final AtomicInteger calls = new AtomicInteger();
  private final String scheme;
  private final String defaultKey;

  StubBackend() {
    this("stub", "k1");
  }

  StubBackend(String scheme, String defaultKey) {
    this.scheme = scheme;
    this.defaultKey = defaultKey;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String defaultKey() {
    return defaultKey;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.DECRYPT, Capability.KEY_VERSIONS);
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    calls.incrementAndGet();
    return Ciphertext.of(scheme, keyId, "1", plaintext);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    calls.incrementAndGet();
    return ciphertext.blob();
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    calls.incrementAndGet();
    return new KeyInfo(keyId, "1", KeyInfo.State.ENABLED, "none");
  }

  @Override
  public Health health(Duration timeout) {
    return Health.up(Duration.ZERO);
  }

  @Override
  public void close() {}
}
