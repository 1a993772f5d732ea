package dev.provisioning.kms;

import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** As little of a backend as opening one needs; tells whether it was closed. */
public final class TinyBackend implements KmsBackend {
  private final String scheme;
  private final Set<Capability> capabilities;
  private volatile boolean closed;

  /**
   * Makes a backend.
   *
   * @param scheme its scheme
   * @param capabilities what it says that it can do
   */
  public TinyBackend(String scheme, Capability... capabilities) {
    this.scheme = scheme;
    this.capabilities = Set.of(capabilities);
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String defaultKey() {
    return "key";
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return Ciphertext.of(scheme, keyId, "1", plaintext);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return ciphertext.blob();
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return new KeyInfo(keyId, "1", KeyInfo.State.ENABLED, "none", Map.of());
  }

  @Override
  public Health health(Duration timeout) {
    return Health.up(Duration.ZERO);
  }

  @Override
  public void close() {
    closed = true;
  }
}
