package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KmsClock;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.KeyAttributes;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.ServerVersion;
import dev.provisioning.kms.cosmian.kmip.VersionProbe;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which key took the place of another one: the server links the two, and leaves it to the client to
 * follow where the key has no generations. Safe for use by many threads.
 */
final class Successors {
  private static final long MAX_AGE = Duration.ofSeconds(60).toNanos();
  private static final int MAX_HOPS = 1000;
  private static final int MAX_KEYS = 10_000;

  private final Kmip kmip;
  private final VersionProbe versions;
  private final KmsClock clock;
  private final Map<String, Seen> newest = new ConcurrentHashMap<>();
  private final Set<String> proved = ConcurrentHashMap.newKeySet();

  private record Seen(String uid, long at) {}

  Successors(Kmip kmip, VersionProbe versions, KmsClock clock) {
    this.kmip = kmip;
    this.versions = versions;
    this.clock = clock;
  }

  /** The id that encrypts for a key, as far as it is known without a call. */
  String known(String name) {
    Seen seen = newest.get(name);
    return seen == null ? name : seen.uid();
  }

  /**
   * The id that encrypts for a key. From 5.25 on the server refuses one that has a successor; 5.23
   * and 5.24 go on with it, so that these have to be asked.
   */
  String current(String name) {
    ServerVersion server = versions.server();
    if (!server.rotatesSafely() || server.hasKeysets()) {
      return known(name);
    }
    Seen seen = newest.get(name);
    if (seen != null && clock.nanoTime() - seen.at() <= MAX_AGE) {
      return seen.uid();
    }
    String from = known(name);
    try {
      return remember(name, last(name, from).uid());
    } catch (KmsException e) {
      if (e.code() != ErrorCode.ACCESS_DENIED && e.code() != ErrorCode.KEY_NOT_FOUND) {
        throw e;
      }
      // Who may only encrypt may not look for successors either, and need not.
      return remember(name, from);
    }
  }

  /** The newest successor of a key that does not encrypt any more. */
  private Optional<String> after(String name, String uid, TimeLimit limit) {
    if (!versions.server(limit.left()).rotatesSafely()) {
      return Optional.empty();
    }
    try {
      String last = last(name, uid, limit).uid();
      return last.equals(uid) ? Optional.empty() : Optional.of(remember(name, last));
    } catch (KmsException e) {
      if (e.code() == ErrorCode.ACCESS_DENIED || e.code() == ErrorCode.KEY_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * The id to go on with after one did not encrypt.
   *
   * @return empty if there is none, or if another id would not help
   */
  Optional<String> instead(String name, String uid, KmsException refusal) {
    return instead(name, uid, refusal, TimeLimit.NONE);
  }

  /** The same, within a time. */
  Optional<String> instead(String name, String uid, KmsException refusal, TimeLimit limit) {
    if (refusal.code() == ErrorCode.KEY_DISABLED) {
      return after(name, uid, limit);
    }
    if (refusal.code() == ErrorCode.KEY_NOT_FOUND && !uid.equals(name)) {
      // The successor that was remembered is gone, as when the server's backup was restored.
      newest.remove(name);
      return Optional.of(name);
    }
    return Optional.empty();
  }

  String remember(String name, String uid) {
    if (newest.size() >= MAX_KEYS) {
      newest.clear();
    }
    newest.put(name, new Seen(uid, clock.nanoTime()));
    return uid;
  }

  /** The last key in a row of successors. */
  KeyAttributes last(String name, String from) {
    return last(name, from, TimeLimit.NONE);
  }

  private KeyAttributes last(String name, String from, TimeLimit limit) {
    String at = from;
    Set<String> met = new HashSet<>();
    while (true) {
      KeyAttributes key = kmip.attributes(at, limit);
      if (key.successor().isEmpty()) {
        return key;
      }
      at = key.successor().get();
      if (KeyNames.versionOf(name, at).isEmpty() || !met.add(at) || met.size() > MAX_HOPS) {
        throw KmsException.of(
            ErrorCode.INTERNAL, "the server's successors of the key " + name + " lead nowhere");
      }
      prove(name, at);
    }
  }

  /**
   * Refuses an id that is no version of a key. Headers and blobs are hostile: what the server does
   * not link to the key is another one, which the configuration may not allow.
   */
  void require(String name, String uid, TimeLimit limit) {
    if (KeyNames.isGeneration(name, uid)) {
      return;
    }
    if (!proved.contains(pair(name, uid))) {
      last(name, name, limit);
    }
    if (!proved.contains(pair(name, uid))) {
      throw KmsException.of(
          ErrorCode.ACCESS_DENIED,
          "the ciphertext was made with a key that the server does not link to "
              + name
              + " as its successor; list it in allowed_keys if it is yours");
    }
  }

  private void prove(String name, String uid) {
    if (proved.size() >= MAX_KEYS) {
      proved.clear();
    }
    proved.add(pair(name, uid));
  }

  private static String pair(String name, String uid) {
    return name + " " + uid;
  }
}
