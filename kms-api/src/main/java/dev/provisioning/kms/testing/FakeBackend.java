package dev.provisioning.kms.testing;

import dev.provisioning.kms.Capability;
import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.Health;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.KmsOperation;
import dev.provisioning.kms.KmsResult;
import dev.provisioning.kms.spi.KmsBackend;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** One connection to the fake: every call passes the wire and then uses the shared keys. */
final class FakeBackend implements KmsBackend {
  private final FakeKeyring keyring;
  private final FakeWire wire;
  private final VirtualClock clock;
  private final String defaultKey;
  private final Map<String, String> allowed;

  FakeBackend(
      FakeKeyring keyring,
      FakeWire wire,
      VirtualClock clock,
      String defaultKey,
      Map<String, String> allowed) {
    this.keyring = keyring;
    this.wire = wire;
    this.clock = clock;
    this.defaultKey = defaultKey;
    this.allowed = Map.copyOf(allowed);
  }

  @Override
  public String scheme() {
    return FakeKeyring.SCHEME;
  }

  @Override
  public String defaultKey() {
    return defaultKey;
  }

  @Override
  public Map<String, String> keys() {
    return allowed;
  }

  /** Not OFFLINE: the fake stands for a server, whose failures are worth another try. */
  @Override
  public Set<Capability> capabilities() {
    return Set.of(
        Capability.AUTHENTICATED,
        Capability.DECRYPT,
        Capability.KEY_VERSIONS,
        Capability.NATIVE_BATCH,
        Capability.NATIVE_REWRAP,
        Capability.CREATE_KEY,
        Capability.ROTATE_KEY,
        Capability.SCHEDULED_ROTATION);
  }

  @Override
  public Ciphertext encrypt(String keyId, byte[] plaintext, EncryptionContext context) {
    wire.plaintext(KmsOperation.ENCRYPT, keyId, plaintext, context);
    return keyring.encrypt(keyId, plaintext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    wire.ciphertext(KmsOperation.DECRYPT, ciphertext, context);
    return keyring.decrypt(ciphertext, context);
  }

  @Override
  public byte[] decrypt(Ciphertext ciphertext, EncryptionContext context, Duration atMost) {
    wire.ciphertext(KmsOperation.DECRYPT, ciphertext, context, atMost);
    return keyring.decrypt(ciphertext, context);
  }

  @Override
  public Ciphertext rewrap(Ciphertext ciphertext, String keyId, EncryptionContext context) {
    wire.ciphertext(KmsOperation.REWRAP, ciphertext, context);
    byte[] plaintext = keyring.decrypt(ciphertext, context);
    try {
      return keyring.encrypt(keyId, plaintext, context);
    } finally {
      Arrays.fill(plaintext, (byte) 0);
    }
  }

  @Override
  public List<KmsResult<Ciphertext>> encryptAll(
      String keyId, List<byte[]> plaintexts, List<EncryptionContext> contexts) {
    List<Integer> sizes = plaintexts.stream().map(p -> p.length).toList();
    wire.pass(KmsOperation.ENCRYPT, keyId, contexts, sizes);
    return each(sizes.size(), i -> keyring.encrypt(keyId, plaintexts.get(i), contexts.get(i)));
  }

  @Override
  public List<KmsResult<byte[]>> decryptAll(
      List<Ciphertext> ciphertexts, List<EncryptionContext> contexts) {
    List<Integer> sizes = ciphertexts.stream().map(c -> c.blob().length).toList();
    wire.pass(KmsOperation.DECRYPT, ciphertexts.get(0).keyId(), contexts, sizes);
    return each(sizes.size(), i -> keyring.decrypt(ciphertexts.get(i), contexts.get(i)));
  }

  private static <T> List<KmsResult<T>> each(int count, IntFunction<T> call) {
    return IntStream.range(0, count).mapToObj(i -> result(i, call)).toList();
  }

  private static <T> KmsResult<T> result(int item, IntFunction<T> call) {
    try {
      return KmsResult.of(call.apply(item));
    } catch (KmsException e) {
      return KmsResult.failed(e);
    }
  }

  @Override
  public KeyInfo describeKey(String keyId) {
    wire.pass(KmsOperation.DESCRIBE_KEY, keyId, List.of(), List.of());
    return keyring.get(keyId).permitted().info();
  }

  @Override
  public KeyInfo createKey(String keyId) {
    wire.pass(KmsOperation.CREATE_KEY, keyId, List.of(), List.of());
    return keyring.create(keyId).permitted().info();
  }

  @Override
  public KeyInfo rotateKey(String keyId) {
    wire.pass(KmsOperation.ROTATE_KEY, keyId, List.of(), List.of());
    keyring.get(keyId).usable();
    return keyring.rotate(keyId).info();
  }

  /** An hour at least, as Vault has it, so that a slip of the unit shows. */
  @Override
  public KeyInfo rotateKeyEvery(String keyId, Duration interval) {
    wire.pass(KmsOperation.SCHEDULE_ROTATION, keyId, List.of(), List.of());
    keyring.get(keyId).usable();
    if (!interval.isZero() && interval.compareTo(Duration.ofHours(1)) < 0) {
      throw KmsException.of(ErrorCode.INVALID_ARGUMENT, "the fake rotates hourly at most");
    }
    return keyring.schedule(keyId, interval).info();
  }

  @Override
  public Health health(Duration timeout) {
    Duration needed = wire.latency();
    if (needed.compareTo(timeout) > 0) {
      clock.advance(timeout);
      return Health.down(timeout, "no answer within " + timeout);
    }
    try {
      wire.pass(KmsOperation.HEALTH, defaultKey, List.of(), List.of());
      keyring.get(defaultKey).usable();
      return Health.up(needed);
    } catch (KmsException e) {
      return Health.down(needed, e.code() + ": " + e.getMessage());
    }
  }

  /** There is nothing to release: the keys belong to the fake. */
  @Override
  public void close() {}
}
