package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.KmipWire;
import dev.provisioning.kms.cosmian.kmip.ServerVersion;
import dev.provisioning.kms.cosmian.kmip.VersionProbe;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cosmian (Eviden) KMS, over KMIP 2.1 in JSON. A context is bound as associated data of AES-GCM.
 * Safe for use by many threads. The README of this artifact lists settings, errors, and what each
 * version of the server can do.
 */
public final class CosmianKms implements KmsBackend {
  static final String SCHEME = "cosmian";

  private final HttpTransport transport;
  private final String defaultKey;
  private final Map<String, String> keys;
  private final VersionProbe versions;
  private final CosmianCipher cipher;
  private final CosmianBatch batch;
  private final CosmianKeys admin;
  private final CosmianHealth health;
  private final Runnable secrets;

  CosmianKms(CosmianKmsBuilder b, HttpTransport transport) {
    this.transport = transport;
    this.defaultKey = b.defaultKeyId();
    this.keys = b.keys();
    this.secrets = b.secrets();
    KmipWire wire = new KmipWire(transport, b.token(), b.headers(), b.requireFips());
    this.versions =
        new VersionProbe(
            wire, b.serverVersion(), b.requireFips(), transport::disconnects, b.clock()::nanoTime);
    Kmip kmip = new Kmip(wire, versions);
    Successors successors = new Successors(kmip, versions, b.clock());
    this.cipher = new CosmianCipher(kmip, successors);
    this.batch = new CosmianBatch(kmip, cipher, successors, b.maxBatch());
    this.admin = new CosmianKeys(kmip, versions, successors);
    this.health = new CosmianHealth(wire, kmip, versions, successors, defaultKey, b.clock());
  }

  /**
   * Starts a backend.
   *
   * @return a builder
   */
  public static CosmianKmsBuilder builder() {
    return new CosmianKmsBuilder();
  }

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public String defaultKey() {
    return defaultKey;
  }

  @Override
  public Map<String, String> keys() {
    return keys;
  }

  /** Those of a current server, until an older one is seen or configured. */
  @Override
  public Set<Capability> capabilities() {
    EnumSet<Capability> all =
        EnumSet.of(
            Capability.AUTHENTICATED,
            Capability.DECRYPT,
            Capability.KEY_VERSIONS,
            Capability.NATIVE_BATCH,
            Capability.CREATE_KEY,
            Capability.ROTATE_KEY,
            Capability.SCHEDULED_ROTATION);
    versions.known().ifPresent(server -> removeWhatItCannot(all, server));
    return Set.copyOf(all);
  }

  private static void removeWhatItCannot(Set<Capability> all, ServerVersion server) {
    if (!server.rotatesSafely()) {
      all.remove(Capability.ROTATE_KEY);
    }
    if (!server.hasKeysets()) {
      all.remove(Capability.SCHEDULED_ROTATION);
    }
  }

  @Override
  public String whyNot(Capability missing) {
    return versions
        .known()
        .map(
            server ->
                switch (missing) {
                  case ROTATE_KEY -> server.whyNoRotation();
                  case SCHEDULED_ROTATION -> server.whyNoSchedule();
                  default -> "";
                })
        .orElse("");
  }

  @Override
  public boolean isSameKey(String listed, String named) {
    return KeyNames.isGeneration(listed, named);
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return cipher.encrypt(KeyNames.checked(keyId), plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return cipher.decrypt(ciphertext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    return cipher.decrypt(ciphertext, context, TimeLimit.in(atMost));
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    if (versions.server().batches()) {
      return batch.encryptAll(KeyNames.checked(keyId), plaintexts, contexts);
    }
    return CosmianBatch.oneByOne(
        plaintexts.size(), i -> encrypt(keyId, plaintexts.get(i), contexts.get(i)));
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    if (versions.server().batches()) {
      return batch.decryptAll(ciphertexts, contexts);
    }
    return CosmianBatch.oneByOne(
        ciphertexts.size(), i -> decrypt(ciphertexts.get(i), contexts.get(i)));
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return admin.describe(KeyNames.checked(keyId));
  }

  @Override
  public KeyInfo createKey(String keyId) {
    return admin.create(KeyNames.checked(keyId));
  }

  @Override
  public KeyInfo rotateKey(String keyId) {
    return admin.rotate(KeyNames.checked(keyId));
  }

  @Override
  public KeyInfo rotateKeyEvery(String keyId, Duration interval) {
    return admin.rotateEvery(KeyNames.checked(keyId), interval);
  }

  @Override
  public Health health(Duration timeout) {
    return health.check(timeout);
  }

  @Override
  public void close() {
    transport.close();
    secrets.run();
  }

  @Override
  public String toString() {
    return "CosmianKms[" + defaultKey + "]";
  }
}
