package dev.provisioning.kms.cosmian;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.cosmian.kmip.KeyAttributes;
import dev.provisioning.kms.cosmian.kmip.Kmip;
import dev.provisioning.kms.cosmian.kmip.ServerVersion;
import dev.provisioning.kms.cosmian.kmip.VersionProbe;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked about keys and done to them. */
final class CosmianKeys {
  private static final Logger LOG = LoggerFactory.getLogger(CosmianKeys.class);

  /** The server looks for keys to rotate once a minute at most. */
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Kmip kmip;
  private final VersionProbe versions;
  private final Successors successors;

  CosmianKeys(Kmip kmip, VersionProbe versions, Successors successors) {
    this.kmip = kmip;
    this.versions = versions;
    this.successors = successors;
  }

  KeyInfo describe(String name) {
    return Descriptions.of(name, newest(name));
  }

  /**
   * The newest version. GetAttributes knows a keyset's name as its first generation alone; what
   * encrypting names in its answer is the newest.
   */
  private KeyAttributes newest(String name) {
    String known = successors.known(name);
    KeyAttributes first;
    try {
      first = kmip.attributes(known);
    } catch (KmsException e) {
      // The first generation may be gone for good while later ones live.
      String uid = e.code() == ErrorCode.KEY_NOT_FOUND ? encrypting(name).orElse("") : "";
      if (uid.isEmpty() || uid.equals(known)) {
        throw e;
      }
      return successors.last(name, uid);
    }
    if (first.successor().isEmpty()) {
      return first;
    }
    boolean keyset = first.rotateName().filter(name::equals).isPresent();
    String from = keyset ? encrypting(name).orElse(known) : known;
    KeyAttributes newest = successors.last(name, from);
    if (KeyNames.isUuid(newest.uid())) {
      successors.remember(name, newest.uid());
    }
    return newest;
  }

  /** The generation that encrypts; empty if none does, or this caller may not. */
  private Optional<String> encrypting(String name) {
    if (!versions.server().hasKeysets() || KeyNames.isUuid(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(kmip.encrypt(name, Probe.input()).uid())
          .filter(uid -> KeyNames.isGeneration(name, uid));
    } catch (KmsException e) {
      if (e.isRetryable()) {
        throw e;
      }
      return Optional.empty();
    }
  }

  KeyInfo create(String name) {
    try {
      return describe(name);
    } catch (KmsException e) {
      if (e.code() != ErrorCode.KEY_NOT_FOUND) {
        throw e;
      }
    }
    try {
      // "@" after a UUID is no mark of a generation: such a key could never be found again.
      kmip.create(name, !KeyNames.isUuid(name));
    } catch (KmsException refusal) {
      return quicker(name, refusal);
    }
    return describe(name);
  }

  /** Somebody else may have created it at the same time. */
  private KeyInfo quicker(String name, KmsException refusal) {
    try {
      return describe(name);
    } catch (KmsException e) {
      refusal.addSuppressed(e);
      throw refusal;
    }
  }

  KeyInfo rotate(String name) {
    // First of all, and again right before it is sent.
    ServerVersion server = kmip.requireRotation();
    KeyAttributes old = newest(name);
    nameKeyset(name, old, server);
    String made = kmip.reKey(old.uid());
    if (KeyNames.versionOf(name, made).isEmpty() || made.equals(old.uid())) {
      throw KmsException.of(
          ErrorCode.INTERNAL,
          "the server rotated the key, and calls the new one by a name that is none of the key's");
    }
    if (KeyNames.isUuid(made)) {
      successors.remember(name, made);
    }
    keepInterval(made, old.rotateInterval());
    return rotated(name, made, old);
  }

  /** From here on a failure would have the caller rotate once more. */
  private KeyInfo rotated(String name, String made, KeyAttributes old) {
    try {
      return Descriptions.of(name, kmip.attributes(made));
    } catch (KmsException e) {
      LOG.warn("the key was rotated, but could not be described: {}", e.getMessage());
      return Descriptions.ofRotated(name, made, old);
    }
  }

  /** Else the next version would get an id of the server's, which needs looking for. */
  private void nameKeyset(String name, KeyAttributes newest, ServerVersion server) {
    if (server.hasKeysets()
        && !KeyNames.isUuid(name)
        && newest.rotateName().isEmpty()
        && newest.uid().equals(name)) {
      kmip.nameKeyset(name);
    }
  }

  /** A rotation by hand ends the server's own schedule. */
  private void keepInterval(String made, long seconds) {
    if (seconds == 0) {
      return;
    }
    try {
      kmip.rotateEvery(made, seconds);
    } catch (KmsException e) {
      LOG.warn(
          "the key was rotated, but its rotation interval could not be set again: {}",
          e.getMessage());
    }
  }

  KeyInfo rotateEvery(String name, Duration interval) {
    if (!interval.equals(interval.truncatedTo(ChronoUnit.SECONDS))
        || interval.compareTo(LONGEST) > 0
        || (!interval.isZero() && interval.compareTo(SHORTEST) < 0)) {
      throw KmsException.of(
          ErrorCode.INVALID_ARGUMENT,
          "the server rotates in whole seconds, once a minute at most and once in 100 years at"
              + " least");
    }
    ServerVersion server = kmip.requireSchedules();
    KeyAttributes newest = newest(name);
    nameKeyset(name, newest, server);
    kmip.rotateEvery(newest.uid(), interval.toSeconds());
    return Descriptions.of(name, kmip.attributes(newest.uid()));
  }
}
