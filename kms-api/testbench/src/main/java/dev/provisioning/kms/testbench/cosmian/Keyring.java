package dev.provisioning.kms.testbench.cosmian;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** The keys of a stand-in, which outlive its restarts as a database does. */
final class Keyring {
  private final Map<String, HeldKey> keys = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final SecureRandom random = new SecureRandom();
  private final CosmianEra era;

  Keyring(CosmianEra era) {
    this.era = era;
  }

  /** Runs a look-up or a change, one after the other. */
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  byte[] random(int bytes) {
    byte[] made = new byte[bytes];
    random.nextBytes(made);
    return made;
  }

  HeldKey add(NewKey made, String owner, byte[] material) {
    String uid = made.uid().isEmpty() ? UUID.randomUUID().toString() : made.uid();
    if (keys.containsKey(uid)) {
      throw Failure.alreadyExists(era);
    }
    HeldKey key = new HeldKey(made, uid, owner, material, now());
    keys.put(uid, key);
    return key;
  }

  void remove(HeldKey key) {
    keys.remove(key.uid);
  }

  Optional<HeldKey> find(String uid) {
    return Optional.ofNullable(keys.get(uid));
  }

  Collection<HeldKey> all() {
    return keys.values();
  }

  /** The generations of a name that a user owns, the newest first; empty if it is no keyset. */
  List<HeldKey> keyset(String name, String user) {
    if (!era.hasKeysets() || name.isEmpty()) {
      return List.of();
    }
    return keys.values().stream()
        .filter(k -> k.rotateName.equals(name) && k.owner.equals(user))
        .sorted(Comparator.comparingInt((HeldKey k) -> k.generation).reversed())
        .toList();
  }

  /** The key that {@code name}, {@code name@latest}, {@code name@first} or {@code name@N} means. */
  Optional<HeldKey> inKeyset(String id, String user) {
    int at = id.lastIndexOf('@');
    if (at < 0) {
      return keyset(id, user).stream().findFirst();
    }
    List<HeldKey> generations = keyset(id.substring(0, at), user);
    String which = id.substring(at + 1);
    return switch (which) {
      case "latest" -> generations.stream().findFirst();
      case "first" -> generations.stream().filter(k -> k.generation == 0).findFirst();
      default ->
          generations.stream().filter(k -> which.equals(String.valueOf(k.generation))).findFirst();
    };
  }
}
