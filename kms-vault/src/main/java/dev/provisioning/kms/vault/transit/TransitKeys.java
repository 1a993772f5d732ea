package dev.provisioning.kms.vault.transit;

import dev.provisioning.kms.ErrorCode;
import dev.provisioning.kms.KeyInfo;
import dev.provisioning.kms.KmsException;
import dev.provisioning.kms.spi.http.TimeLimit;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** What is asked about keys and done to them. Safe for use by many threads. */
public final class TransitKeys {
  private final Transit transit;

  /**
   * Asks a transit.
   *
   * @param transit the engine
   */
  public TransitKeys(Transit transit) {
    this.transit = transit;
  }

  /**
   * Describes a key.
   *
   * @param key the key
   * @return its id, newest version, state, type and what else the server says
   */
  public KeyInfo describe(KeyName key) {
    return transit.describe(key).info(key);
  }

  /**
   * Tells why a key cannot be used, for a health check.
   *
   * @param key the key
   * @param timeout the longest that the answer may take, with a login if there has to be one
   * @return the reason; empty if it can be used
   */
  public String trouble(KeyName key, Duration timeout) {
    TransitKey found = transit.within(TimeLimit.in(timeout)).describe(key);
    if (!found.usable()) {
      return "the key " + key + " cannot be used: " + found.unusable();
    }
    return found.info(key).state() == KeyInfo.State.ENABLED
        ? ""
        : "the key " + key + " is deleted and can be restored";
  }

  /**
   * Creates a key of type aes256-gcm96, unless there is one.
   *
   * @param key the key
   * @return the key as it is
   * @throws KmsException UNSUPPORTED if there is one that this library cannot use
   */
  public KeyInfo create(KeyName key) {
    TransitKey found;
    try {
      found = transit.describe(key);
    } catch (KmsException e) {
      if (e.code() != ErrorCode.KEY_NOT_FOUND) {
        throw e;
      }
      transit.create(key);
      // Somebody may have been quicker, and the server says nothing of another type.
      found = transit.describe(key);
    }
    if (!found.usable()) {
      throw KmsException.of(
          ErrorCode.UNSUPPORTED,
          "there is a key " + key + " already, but " + found.unusable() + "; choose another name");
    }
    return found.info(key);
  }

  /**
   * Rotates a key.
   *
   * @param key the key
   * @return the key with its new version
   */
  public KeyInfo rotate(KeyName key) {
    return transit.rotate(key).map(found -> found.info(key)).orElseGet(() -> describe(key));
  }

  /**
   * Has the server rotate a key by itself.
   *
   * @param key the key
   * @param interval zero to end that
   * @return the key
   * @throws KmsException INVALID_ARGUMENT for less than an hour, or a part of a second
   */
  public KeyInfo rotateEvery(KeyName key, Duration interval) {
    if (!interval.equals(interval.truncatedTo(ChronoUnit.SECONDS))
        || (!interval.isZero() && interval.compareTo(Duration.ofHours(1)) < 0)) {
      throw KmsException.of(
          ErrorCode.INVALID_ARGUMENT, "Vault rotates in whole seconds, and hourly at most");
    }
    return transit
        .rotateEvery(key, interval)
        .map(found -> found.info(key))
        .orElseGet(() -> describe(key));
  }
}
