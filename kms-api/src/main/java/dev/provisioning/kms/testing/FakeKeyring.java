package dev.provisioning.kms.testing;

import dev.provisioning.kms.Ciphertext;
import dev.provisioning.kms.EncryptionContext;
import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/** The keys of one fake, as a server would keep them: shared by every client. */
final class FakeKeyring {
  static final String SCHEME = "fake";

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, FakeKey> keys = new LinkedHashMap<>();
  private final SecureRandom random = new SecureRandom();
  private final VirtualClock clock;

  FakeKeyring(VirtualClock clock) {
    this.clock = clock;
  }

  /** An existing key stays as it is. */
  FakeKey create(String id) {
    // The header of a ciphertext must be able to say it.
    if (!id.matches("[!-~]{1,2048}")) {
      throw KmsException.of(
          ErrorCode.INVALID_ARGUMENT, "a key id is 1 to 2048 visible ASCII characters");
    }
    lock.lock();
    try {
      return keys.computeIfAbsent(
          id,
          i ->
              new FakeKey(i, List.of(new FakeKeyVersion(random)), true, false, FakeSchedule.NEVER));
    } finally {
      lock.unlock();
    }
  }

  FakeKey change(String id, UnaryOperator<FakeKey> change) {
    lock.lock();
    try {
      FakeKey changed = change.apply(get(id));
      keys.put(id, changed);
      return changed;
    } finally {
      lock.unlock();
    }
  }

  FakeKey rotate(String id) {
    return change(id, k -> k.rotated(new FakeKeyVersion(random)));
  }

  FakeKey schedule(String id, Duration every) {
    return change(id, k -> k.scheduled(FakeSchedule.from(clock.now(), every)));
  }

  void delete(String id) {
    lock.lock();
    try {
      keys.remove(id);
    } finally {
      lock.unlock();
    }
  }

  List<String> ids() {
    lock.lock();
    try {
      return List.copyOf(keys.keySet());
    } finally {
      lock.unlock();
    }
  }

  FakeKey get(String id) {
    lock.lock();
    try {
      FakeKey key = keys.get(id);
      if (key == null) {
        throw KmsException.of(ErrorCode.KEY_NOT_FOUND, "the fake has no such key");
      }
      FakeKey rotated = rotatedWhereDue(key);
      keys.put(id, rotated);
      return rotated;
    } finally {
      lock.unlock();
    }
  }

  /** A server rotates in its own time; the fake catches up when somebody looks. */
  private FakeKey rotatedWhereDue(FakeKey key) {
    FakeKey current = key;
    while (current.schedule().due(clock.now())) {
      current =
          current.rotated(new FakeKeyVersion(random)).scheduled(current.schedule().afterwards());
    }
    return current;
  }

  Ciphertext encrypt(String id, byte[] plaintext, EncryptionContext context) {
    FakeKey key = get(id).usable();
    int version = key.newest();
    byte[] nonce = new byte[FakeBlob.NONCE];
    random.nextBytes(nonce);
    byte[] sealed = key.version(version).encrypt(nonce, plaintext, context);
    return Ciphertext.of(
        SCHEME, id, Integer.toString(version), FakeBlob.write(version, nonce, sealed));
  }

  byte[] decrypt(Ciphertext ciphertext, EncryptionContext context) {
    FakeKey key = get(ciphertext.keyId()).usable();
    FakeBlob blob = FakeBlob.read(ciphertext.blob());
    String claimed = ciphertext.keyVersion();
    // An adopted ciphertext may not know its version; one that says another lies.
    if (!claimed.isEmpty() && !claimed.equals(Integer.toString(blob.version()))) {
      throw KmsException.of(
          ErrorCode.INVALID_CIPHERTEXT, "header and blob name different key versions");
    }
    return key.version(blob.version()).decrypt(blob.nonce(), blob.sealed(), context);
  }
}
