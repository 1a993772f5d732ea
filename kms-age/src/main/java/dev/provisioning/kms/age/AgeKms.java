package dev.provisioning.kms.age;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.age.format.StanzaType;
import dev.provisioning.kms.spi.KmsBackend;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The offline backend: keys are X25519 identities in a file of this machine, ciphertexts are age
 * files that every age program opens.
 *
 * <p>A key id is the text of a recipient, {@code age1...}. The default key is the first recipient
 * whose identity is held and not listed as a key of its own, else the first. Data is encrypted to
 * all recipients, and opened with any identity of the private key file that is not listed, if it
 * names a recipient or such an identity. Keys have no versions. The files are read again when they
 * change. Safe for use by many threads.
 *
 * <pre>{@code
 * try (Kms kms = Kms.of(AgeKms.builder().privateKeyPath(file).build())) {
 *   String stored = kms.encryptText("api key", EncryptionContext.of("env", "dev"));
 * }
 * }</pre>
 */
public final class AgeKms implements KmsBackend {
  static final String SCHEME = "age";

  private final ListedKeys listed;
  private final KeySource keys;
  private final KmsClock clock;
  private final Consumer<String> warnings;
  private final boolean dropRecipients;

  AgeKms(AgeKmsBuilder builder) {
    this(builder, LoggerFactory.getLogger(AgeKms.class)::warn);
  }

  AgeKms(AgeKmsBuilder builder, Consumer<String> warnings) {
    listed = new ListedKeys(builder.keys);
    keys = new KeySource(builder, listed, warnings);
    clock = builder.clock;
    this.warnings = warnings;
    dropRecipients = builder.dropRecipients;
    keys.use().close();
  }

  /**
   * Starts a backend.
   *
   * @return a builder
   */
  public static AgeKmsBuilder builder() {
    return new AgeKmsBuilder();
  }

  @Override
  public String scheme() {
    return SCHEME;
  }

  @Override
  public String defaultKey() {
    try (KeyRing ring = keys.use()) {
      return ring.defaultKey();
    }
  }

  @Override
  public Map<String, String> keys() {
    return listed.idsByName();
  }

  /**
   * A file has several recipients, and a reader's own one need not be the one in the header: what
   * names any recipient of the default key, or any identity that is no listed key, may be tried.
   */
  @Override
  public boolean opens(String named) {
    try (KeyRing ring = keys.use()) {
      return ring.opens(named);
    }
  }

  @Override
  public Set<Capability> capabilities() {
    Set<Capability> all = EnumSet.of(Capability.OFFLINE, Capability.CREATE_KEY);
    keys.privateKeyPath()
        .ifPresent(
            path -> {
              all.add(Capability.DECRYPT);
              if (keys.publishes()
                  && KeyRotation.mayReplace(path)
                  && keys.publicKeyPath().map(KeyRotation::mayReplace).orElse(true)) {
                all.add(Capability.ROTATE_KEY);
              }
            });
    return all;
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    try (KeyRing ring = keys.use()) {
      Sealing sealing = ring.sealing(keyId);
      return ciphertext(sealing, sealing.encryption().context(context).encrypt(plaintext));
    }
  }

  private static Ciphertext ciphertext(Sealing sealing, byte[] file) {
    return Ciphertext.of(SCHEME, sealing.keyId(), "", file);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    try (KeyRing ring = keys.use()) {
      return decrypt(ring, ciphertext, context);
    }
  }

  private static byte[] decrypt(KeyRing ring, Ciphertext ciphertext, EncryptionContext context) {
    AgeDecryption decryption = ring.decryption(ciphertext.keyId());
    if (!ciphertext.keyVersion().isEmpty()) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "the ciphertext names a key version, which age has not");
    }
    try {
      return decryption.context(context).decrypt(ciphertext.blob());
    } catch (AgeException e) {
      throw AgeFailures.ofCiphertext(e);
    }
  }

  /**
   * Writes a new header for the same file key, after verifying the whole old file. It gives access
   * and takes none away: whoever could open the old ciphertext can open the new one.
   *
   * @throws KmsException INVALID_ARGUMENT if the old file has more recipients than the new one
   *     would get, unless the backend was told to drop them
   */
  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, String keyId, EncryptionContext context) {
    try (KeyRing ring = keys.use()) {
      Arrays.fill(decrypt(ring, ciphertext, context), (byte) 0);
      Sealing sealing = ring.sealing(keyId);
      byte[] old = ciphertext.blob();
      refuseToDrop(old, sealing);
      ByteArrayOutputStream out = new ByteArrayOutputStream(old.length + 512);
      Age.rewrap(
          new ByteArrayInputStream(old),
          out,
          ring.decryption(ciphertext.keyId()).context(context),
          sealing.encryption().context(context));
      return ciphertext(sealing, out.toByteArray());
    } catch (IOException e) {
      throw AgeFailures.ofCiphertext(e);
    }
  }

  private void refuseToDrop(byte[] old, Sealing sealing) throws IOException {
    int before = recipients(Age.inspect(new ByteArrayInputStream(old)));
    if (!dropRecipients && before > sealing.recipients()) {
      throw KmsException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the ciphertext has "
              + before
              + " recipients and would keep "
              + sealing.recipients()
              + "; add the others to the recipients, or set drop_recipients = true");
    }
  }

  /**
   * Stanzas that are no recipients: our own, and those that age programs add to keep readers fit.
   */
  private static int recipients(AgeSummary summary) {
    return summary.stanzas().entrySet().stream()
        .filter(e -> !e.getKey().equals(StanzaType.CONTEXT) && !e.getKey().endsWith("-grease"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    try (KeyRing ring = keys.use()) {
      return describe(ring, keyId);
    }
  }

  private KeyInfo describe(KeyRing ring, String keyId) {
    boolean identity = ring.holds(KeyIds.require(keyId));
    Map<String, String> details = new TreeMap<>();
    boolean isDefault = keyId.equals(ring.defaultKey());
    details.put("default", String.valueOf(isDefault));
    details.put("identity", identity ? "held" : "not held");
    details.put("identities", String.valueOf(ring.identities().size()));
    details.put("recipients", String.valueOf(isDefault ? ring.recipients().size() : 1));
    keys.privateKeyPath().ifPresent(p -> details.put("private_key_path", p.toString()));
    keys.publicKeyPath().ifPresent(p -> details.put("public_key_path", p.toString()));
    return new KeyInfo(keyId, "", KeyInfo.State.ENABLED, "X25519", details);
  }

  /**
   * Describes the key. A backend with this capability has its key file, since it does not open
   * without; {@link AgeKeyFile#create(Path)} makes one.
   */
  @Override
  public KeyInfo createKey(String keyId) {
    return describeKey(keyId);
  }

  @Override
  public KeyInfo rotateKey(String keyId) {
    String incoming = rotation(keyId).run().toString();
    try (KeyRing ring = keys.use()) {
      return describe(ring, incoming);
    }
  }

  private KeyRotation rotation(String keyId) {
    Path file =
        keys.privateKeyPath()
            .orElseThrow(() -> unsupported("there is no private key file to rotate"));
    if (!keys.publishes()) {
      throw unsupported(
          "the recipients stand in the configuration, which a rotation cannot edit;"
              + " use public_key_path");
    }
    try (KeyRing ring = keys.use()) {
      if (ring.isListed(keyId)) {
        throw KeyRotation.listedKey();
      }
    }
    return new KeyRotation(
        file, keys.publicKeyPath().orElse(null), keys.configured(), clock, warnings, () -> {});
  }

  private static KmsException unsupported(String why) {
    return KmsException.of(ErrorCode.UNSUPPORTED, why);
  }

  /**
   * Reads changed files and encrypts and decrypts a probe. The timeout is not used: nothing leaves
   * this machine.
   */
  @Override
  public Health health(Duration timeout) {
    return new AgeHealth(clock, keys).check();
  }

  /**
   * Prepares native age files of any size, to the recipients of the default key.
   *
   * @param context what to bind; other age programs ignore it
   * @return an encryption with these recipients, whatever the key files say later
   * @throws KmsException CONFIGURATION as {@link #encrypt} does
   */
  public AgeEncryption fileEncryption(EncryptionContext context) {
    try (KeyRing ring = keys.use()) {
      return ring.sealing(ring.defaultKey()).encryption().context(context);
    }
  }

  /**
   * Prepares reading native age files of any size, with the identities of the default key.
   *
   * @param context what the files must be bound to
   * @return a decryption with these identities, whatever the key files say later; it works until
   *     this backend is closed
   * @throws KmsException UNSUPPORTED if there is no private key file
   */
  public AgeDecryption fileDecryption(EncryptionContext context) {
    try (KeyRing ring = keys.use()) {
      AgeDecryption decryption = ring.decryption(ring.defaultKey()).context(context);
      keys.lend(ring);
      return decryption;
    }
  }

  @Override
  public void close() {
    keys.close();
  }

  @Override
  public String toString() {
    Optional<Path> file = keys.privateKeyPath().or(keys::publicKeyPath);
    return "AgeKms[" + file.map(Path::toString).orElse("recipients") + "]";
  }
}
