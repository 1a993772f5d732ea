package dev.provisioning.kms;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a backend says about a key.
 *
 * @param keyId the backend's full id
 * @param version the version that encrypts now; empty where keys have no versions
 * @param state whether the key can be used
 * @param algorithm the backend's own name of the algorithm
 * @param details further facts by the backend's own names, such as the oldest version that still
 *     decrypts or the rotation period; sorted, for people
 */
public record KeyInfo(
    String keyId, String version, State state, String algorithm, Map<String, String> details) {
  /** Whether a key can be used. */
  public enum State {
    /** Encrypts and decrypts. */
    ENABLED,
    /** Refuses everything until somebody enables it. */
    DISABLED,
    /** Will be destroyed, or is. */
    DESTROYED
  }

  /**
   * Checks and copies the components.
   *
   * @param keyId see the record
   * @param version see the record
   * @param state see the record
   * @param algorithm see the record
   * @param details see the record
   */
  public KeyInfo {
    Objects.requireNonNull(keyId, "keyId");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(algorithm, "algorithm");
    details = Collections.unmodifiableMap(new TreeMap<>(details));
  }

  /**
   * Makes a description without further facts.
   *
   * @param keyId the backend's full id
   * @param version the version that encrypts now; empty where keys have no versions
   * @param state whether the key can be used
   * @param algorithm the backend's own name of the algorithm
   */
  public KeyInfo(String keyId, String version, State state, String algorithm) {
    this(keyId, version, state, algorithm, Map.of());
  }
}
