package dev.provisioning.kms.vault;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.KmsBackend;
import dev.provisioning.kms.spi.http.HttpTransport;
import dev.provisioning.kms.vault.login.Session;
import dev.provisioning.kms.vault.transit.BindingProof;
import dev.provisioning.kms.vault.transit.KeyName;
import dev.provisioning.kms.vault.transit.Transit;
import dev.provisioning.kms.vault.transit.TransitBatch;
import dev.provisioning.kms.vault.transit.TransitCipher;
import dev.provisioning.kms.vault.transit.TransitKeys;
import dev.provisioning.kms.vault.wire.VaultWire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The Transit secrets engine of HashiCorp Vault and OpenBao. A context is bound as associated data;
 * that the server binds it is proved before a first result is returned. Safe for use by many
 * threads. The README of this artifact lists settings, errors, and the policies that are needed.
 */
public final class VaultKms implements KmsBackend {
  static final String SCHEME = "vault";

  private final HttpTransport transport;
  private final Session session;
  private final String namespace;
  private final String mount;
  private final KeyName defaultKey;
  private final Map<String, String> keys;
  private final TransitCipher cipher;
  private final TransitBatch batch;
  private final TransitKeys admin;
  private final VaultHealth health;

  VaultKms(VaultKmsBuilder b, KeyName defaultKey, HttpTransport transport) {
    Optional<String> header = Optional.of(defaultKey.namespace()).filter(n -> !n.isEmpty());
    this.transport = transport;
    this.session = Session.open(b.login().method(), transport, header, b.clock());
    this.namespace = defaultKey.namespace();
    this.mount = defaultKey.mount();
    this.defaultKey = defaultKey;
    this.keys = b.keys();
    Transit transit = new Transit(new VaultWire(transport, header), session);
    BindingProof proof =
        new BindingProof(
            transit,
            () ->
                List.of(
                    session.generation(),
                    transport.disconnects(),
                    transport.address(),
                    minutes(b.clock())));
    this.cipher = new TransitCipher(SCHEME, transit, proof);
    this.batch = new TransitBatch(transit, cipher, proof);
    this.admin = new TransitKeys(transit);
    this.health = new VaultHealth(transport, admin, defaultKey, b.clock());
  }

  /**
   * The time in steps of five minutes: connections are also replaced without anybody noticing, and
   * what was proved of a server must not outlive them by much.
   */
  private static long minutes(KmsClock clock) {
    return Math.floorDiv(clock.nanoTime(), Duration.ofMinutes(5).toNanos());
  }

  /**
   * Starts a backend.
   *
   * @return a builder
   */
  public static VaultKmsBuilder builder() {
    return new VaultKmsBuilder();
  }

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public String defaultKey() {
    return defaultKey.toString();
  }

  @Override
  public Map<String, String> keys() {
    return keys;
  }

  @Override
  public Set<Capability> capabilities() {
    // No NATIVE_REWRAP: Transit's own knows no associated data, so that it serves empty contexts
    // alone.
    return Set.of(
        Capability.AUTHENTICATED,
        Capability.DECRYPT,
        Capability.KEY_VERSIONS,
        Capability.NATIVE_BATCH,
        Capability.CREATE_KEY,
        Capability.ROTATE_KEY,
        Capability.SCHEDULED_ROTATION);
  }

  @Override
  public boolean isSameKey(String listed, String named) {
    // What a header names is a full name: without a namespace it is the root namespace's.
    return listed.equals(named)
        || KeyName.parse(listed, namespace, mount)
            .map(name -> name.toString().equals(named))
            .orElse(false);
  }

  /** Of another namespace than the configured one is no key of this backend. */
  private KeyName key(String id) {
    return KeyName.parse(id, namespace, mount)
        .filter(name -> name.namespace().equals(namespace))
        .orElseThrow(
            () ->
                KmsException.of(
                    ErrorCode.INVALID_ARGUMENT,
                    "this is no key of the configured namespace; write name or mount/name"));
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    return cipher.encrypt(key(keyId), plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    return cipher.decrypt(key(ciphertext.keyId()), ciphertext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    return cipher.decrypt(key(ciphertext.keyId()), ciphertext, context, atMost);
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, String keyId, EncryptionContext context) {
    return cipher.rewrap(key(ciphertext.keyId()), ciphertext, key(keyId), context);
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    return batch.encryptAll(key(keyId), plaintexts, contexts);
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    return batch.decryptAll(ciphertexts, contexts, c -> key(c.keyId()));
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    return admin.describe(key(keyId));
  }

  @Override
  public KeyInfo createKey(String keyId) {
    return admin.create(key(keyId));
  }

  @Override
  public KeyInfo rotateKey(String keyId) {
    return admin.rotate(key(keyId));
  }

  @Override
  public KeyInfo rotateKeyEvery(String keyId, Duration interval) {
    return admin.rotateEvery(key(keyId), interval);
  }

  @Override
  public Health health(Duration timeout) {
    return health.check(timeout);
  }

  @Override
  public void close() {
    try {
      session.close();
    } finally {
      transport.close();
    }
  }

  @Override
  public String toString() {
    return "VaultKms[" + defaultKey + "]";
  }
}
