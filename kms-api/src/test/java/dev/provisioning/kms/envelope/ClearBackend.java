package dev.provisioning.kms.envelope;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.Kms;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A backend whose blob is the plaintext and which binds no context: what is caught with it, the
 * envelope catches.
 */
final class ClearBackend implements KmsBackend {
  final List<byte[]> unwrapped = new ArrayList<>();
  private final String scheme;
  private final Set<Capability> capabilities;

  ClearBackend(String scheme, Capability... capabilities) {
    this.scheme = scheme;
    this.capabilities = Set.of(capabilities);
  }

  static Kms client() {
    return Kms.of(new ClearBackend("clear"));
  }

  static Ciphertext wrapped(byte[] dataKey) {
    return Ciphertext.of("clear", "k1", "", dataKey).asDataKey();
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String defaultKey() {
    return "k1";
  }

  @Override
  public Set<Capability> capabilities() {
    return capabilities;
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return Ciphertext.of(scheme, keyId, "", plaintext);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    byte[] plaintext = ciphertext.blob();
    unwrapped.add(plaintext);
    return plaintext;
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return new KeyInfo(keyId, "", KeyInfo.State.ENABLED, "none");
  }

  @Override
  public Health health(Duration timeout) {
    return Health.up(Duration.ZERO);
  }

  @Override
  public void close() {}
}
